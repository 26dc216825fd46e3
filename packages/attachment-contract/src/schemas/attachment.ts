import { z } from 'zod';
import {
  MAX_CAPTION_CHARACTERS,
  MAX_FILE_NAME_CHARACTERS,
  MAX_PHOTO_BYTES,
  MAX_PHOTOS,
} from '../limits.ts';
import { Id } from './id.ts';
import { PhotoContentType } from './photo-content-type.ts';
import { text } from './text.ts';
import { Time } from './time.ts';

const Caption = text({ max: MAX_CAPTION_CHARACTERS });

/**
 * Metadata of one photo.
 *
 * - `messageId` is null as long as no message has claimed the upload
 * - `position` is its place among its message's photos, from 0, in upload order
 * - `sha256` is of the photo's bytes, in lower-case hex
 * - `caption` is empty when there is none
 * - `version` is a decimal string that every write raises: compare it as a `BigInt`, since it is
 *   greater than what a JSON number holds exactly
 */
export const Attachment = z
  .object({
    id: Id,
    messageId: Id.nullable(),
    conversationId: Id,
    uploaderId: Id,
    position: z
      .int()
      .min(0)
      .max(MAX_PHOTOS - 1),
    fileName: text({ min: 1, max: MAX_FILE_NAME_CHARACTERS }),
    contentType: PhotoContentType,
    byteSize: z.int().min(1).max(MAX_PHOTO_BYTES),
    sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits'),
    caption: Caption,
    version: z.string().regex(/^(0|[1-9][0-9]{0,18})$/, 'must be a decimal number'),
    createdAt: Time,
    updatedAt: Time,
  })
  .meta({ id: 'Attachment' });
export type Attachment = z.infer<typeof Attachment>;

/** Body of `PATCH /api/attachments/:id`. */
export const AttachmentEdit = z.object({ caption: Caption }).meta({ id: 'AttachmentEdit' });
export type AttachmentEdit = z.infer<typeof AttachmentEdit>;
