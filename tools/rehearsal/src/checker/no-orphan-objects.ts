import type { EventRule } from './judge.ts';

/** Every object in the bucket belongs to an attachment that is there. */
export const noOrphanObjects: EventRule = {
  name: 'no-orphan-objects',
  judge(event) {
    if (event.type !== 'object' || event.byteSize === null) return undefined;
    if (event.live) return true;
    return `the bucket still has ${event.byteSize} bytes of attachment ${event.attachment}, which is gone`;
  },
};
