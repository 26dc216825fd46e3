import { z } from 'zod';
import { MAX_PHOTOS } from '../limits.ts';
import { Attachment } from '../schemas/attachment.ts';
import { Id } from '../schemas/id.ts';
import { AttachmentSnapshot } from './snapshot.ts';

/** Messages whose attachments are asked for at once: a page at its longest. */
export const MAX_MESSAGES = 100;

/** Ids of one request for snapshots. */
export const MAX_SNAPSHOTS = 1_000;

/** Body of `POST /internal/attachments/by-messages`. */
export const ByMessagesRequest = z.object({ messageIds: z.array(Id).min(1).max(MAX_MESSAGES) });
export type ByMessagesRequest = z.infer<typeof ByMessagesRequest>;

/** Answer of `POST /internal/attachments/by-messages`: each message's attachments in upload order. */
export const ByMessagesResponse = z.object({ items: z.array(Attachment) });
export type ByMessagesResponse = z.infer<typeof ByMessagesResponse>;

/**
 * Body of `POST /internal/attachments/snapshots`: attachments by id, and all those of messages. The
 * latter is how phase 4's monolith lists photos, which may come back until the old table is dropped.
 */
export const SnapshotsRequest = z.object({
  ids: z.array(Id).max(MAX_SNAPSHOTS).default([]),
  messageIds: z.array(Id).max(MAX_SNAPSHOTS).default([]),
});
export type SnapshotsRequest = z.input<typeof SnapshotsRequest>;

/** Answer of `POST /internal/attachments/snapshots`: tombstones too. */
export const SnapshotsResponse = z.object({ items: z.array(AttachmentSnapshot) });
export type SnapshotsResponse = z.infer<typeof SnapshotsResponse>;

/** Body of `POST /internal/messages/:id/reserve`: the uploads that the message is to have, in order. */
export const ReserveRequest = z.object({
  conversationId: Id,
  uploaderId: Id,
  attachmentIds: z
    .array(Id)
    .min(1)
    .max(MAX_PHOTOS)
    .refine((ids) => new Set(ids).size === ids.length, 'must not name an upload twice'),
});
export type ReserveRequest = z.infer<typeof ReserveRequest>;

/** Answer of `POST /internal/messages/:id/reserve`: what the message has, in order. */
export const ReserveResponse = z.object({ items: z.array(Attachment) });
export type ReserveResponse = z.infer<typeof ReserveResponse>;

/** Messages that one check-back asks about. */
export const MAX_SETTLE = 100;

/** Body of `POST /internal/messages/settle`, which the media service asks of the monolith. */
export const SettleRequest = z.object({ messageIds: z.array(Id).min(1).max(MAX_SETTLE) });
export type SettleRequest = z.infer<typeof SettleRequest>;

/** Answer of `POST /internal/messages/settle`: messages that came to be with their photos, and those that never will. */
export const SettleResponse = z.object({ existing: z.array(Id), abandoned: z.array(Id) });
export type SettleResponse = z.infer<typeof SettleResponse>;
