import type { AttachmentRule } from './judge.ts';

/** What was deleted, or was once seen to be gone, stays gone. */
export const noResurrection: AttachmentRule = {
  name: 'no-resurrection',
  read(read, register) {
    if (!register.mustBeGone(read)) return undefined;
    return read.saw.type === 'missing' ? true : 'is there again after it was deleted';
  },
  write(write, register) {
    // Deleting once more is harmless whatever it answers; an edit must not find it.
    if (write.sentCaption === undefined || !register.mustBeGone(write)) return undefined;
    return write.outcome.type === 'refused' ? true : 'could be edited after it was deleted';
  },
};
