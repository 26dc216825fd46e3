import { z } from 'zod';
import { Attachment } from '../schemas/attachment.ts';
import { Id } from '../schemas/id.ts';
import { AttachmentSnapshot } from './snapshot.ts';

/** Snapshots of one merge. */
export const MAX_MERGE = 1_000;
/** Messages whose attachments are asked for at once: a page at its longest. */
export const MAX_MESSAGES = 100;

/** Body of `POST /internal/attachments/merge`. */
export const MergeRequest = z.object({
  snapshots: z.array(AttachmentSnapshot).min(1).max(MAX_MERGE),
});
export type MergeRequest = z.infer<typeof MergeRequest>;

/**
 * Answer of `POST /internal/attachments/merge`.
 *
 * - `acknowledged`: snapshots that the store now holds, or holds something newer for; all that were
 *   sent, or the answer is no answer
 * - `changed`: attachments that were not so before
 */
export const MergeResponse = z.object({ acknowledged: z.int().min(1), changed: z.int().min(0) });
export type MergeResponse = z.infer<typeof MergeResponse>;

/** Body of `POST /internal/attachments/by-messages`. */
export const ByMessagesRequest = z.object({ messageIds: z.array(Id).min(1).max(MAX_MESSAGES) });
export type ByMessagesRequest = z.infer<typeof ByMessagesRequest>;

/** Answer of `POST /internal/attachments/by-messages`: each message's attachments in upload order. */
export const ByMessagesResponse = z.object({ items: z.array(Attachment) });
export type ByMessagesResponse = z.infer<typeof ByMessagesResponse>;
