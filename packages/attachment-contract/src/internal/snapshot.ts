import type { z } from 'zod';
import { Attachment } from '../schemas/attachment.ts';
import { Id } from '../schemas/id.ts';
import { Time } from '../schemas/time.ts';

/**
 * All there is to know of an attachment at one version, as the two stores exchange it.
 *
 * Only attachments of a message are replicated, and deleted ones too: a snapshot with `deletedAt`
 * is a tombstone.
 */
export const AttachmentSnapshot = Attachment.extend({
  messageId: Id,
  deletedAt: Time.nullable(),
}).meta({ id: 'AttachmentSnapshot' });
export type AttachmentSnapshot = z.infer<typeof AttachmentSnapshot>;
