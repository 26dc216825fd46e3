import type { AttachmentSnapshot } from '@photos/attachment-contract/internal';
import fc from 'fast-check';

/** Few ids, versions and captions, so that snapshots collide often. */
const ids = ['a', 'b', 'c'].map((digit) => `0190a000-0000-7000-8000-00000000000${digit}`);
const time = fc.integer({ min: 0, max: 3 }).map((seconds) => `2026-01-01T00:00:0${seconds}.000Z`);

/** Any snapshot at all: the merge may not rely on how the app makes them. */
export const snapshot: fc.Arbitrary<AttachmentSnapshot> = fc.record({
  id: fc.constantFrom(...ids),
  messageId: fc.constant('0190a000-0000-7000-8000-0000000000d0'),
  conversationId: fc.constant('0190a000-0000-7000-8000-0000000000e0'),
  uploaderId: fc.constant('0190a000-0000-7000-8000-0000000000f0'),
  position: fc.constantFrom(0, 1),
  fileName: fc.constant('photo.jpg'),
  contentType: fc.constant('image/jpeg'),
  byteSize: fc.constant(1024),
  sha256: fc.constant('0'.repeat(64)),
  caption: fc.constantFrom('', 'first', 'second', 'a "quoted", (odd) \\ one', 'Ü', 'z'),
  version: fc.integer({ min: 1, max: 4 }).map(String),
  createdAt: fc.constant('2026-01-01T00:00:00.000Z'),
  updatedAt: time,
  deletedAt: fc.option(time, { freq: 4 }),
});
