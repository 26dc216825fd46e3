import type { HistoryEvent } from '../history/event.ts';
import type { AttachmentRule, EventRule } from './judge.ts';

/** A photo whose upload was acknowledged is there until somebody asks to delete it. */
export const noLostAttachment = {
  name: 'no-lost-attachment',
  read(read, register) {
    if (register.mayBeGone(read.ended)) return undefined;
    return read.saw.type === 'missing' ? 'is gone, and nobody deleted it' : true;
  },
  write(write, register) {
    if (write.outcome.type !== 'refused') return undefined;
    if (register.mayBeGone(write.at, write.write)) return undefined;
    return 'is gone for a write, and nobody deleted it';
  },
  judge(event: HistoryEvent) {
    if (event.type !== 'object' || !event.live) return undefined;
    const { byteSize, expectedByteSize } = event;
    if (byteSize === null) return `attachment ${event.attachment} has no object in the bucket`;
    if (expectedByteSize === undefined || byteSize === expectedByteSize) return true;
    return `object of attachment ${event.attachment} has ${byteSize} bytes, not ${expectedByteSize}`;
  },
} satisfies AttachmentRule & EventRule;
