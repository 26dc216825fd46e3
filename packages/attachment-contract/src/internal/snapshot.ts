import type { z } from 'zod';
import { Attachment } from '../schemas/attachment.ts';
import { Id } from '../schemas/id.ts';
import { Time } from '../schemas/time.ts';

/**
 * All there is to know of an attachment of a message: with `deletedAt`, it is the tombstone of a
 * deleted one.
 */
export const AttachmentSnapshot = Attachment.extend({
  messageId: Id,
  deletedAt: Time.nullable(),
}).meta({ id: 'AttachmentSnapshot' });
export type AttachmentSnapshot = z.infer<typeof AttachmentSnapshot>;
