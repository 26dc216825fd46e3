import { z } from 'zod';
import { MAX_PHOTOS } from '../limits.ts';
import { Attachment } from '../schemas/attachment.ts';
import { Id } from '../schemas/id.ts';
import { AttachmentSnapshot } from './snapshot.ts';

/** Snapshots of one merge. */
export const MAX_MERGE = 1_000;
/** Messages whose attachments are asked for at once: a page at its longest. */
export const MAX_MESSAGES = 100;

/** Ids of one request for snapshots. */
export const MAX_SNAPSHOTS = 1_000;

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

/** Body of `POST /internal/attachments/snapshots`: attachments by id, and all those of messages. */
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

/** Changes of one page. */
export const MAX_CHANGES = 1_000;

/** Where somebody stands who follows the changes: number and id of the last one they have seen. */
export const ChangesCursor = z.string().regex(/^[0-9]{1,19}_[0-9a-f-]{36}$/, 'must be a cursor');

/** The cursor of who has seen nothing yet. */
export const FIRST_CHANGES_CURSOR = '0_00000000-0000-0000-0000-000000000000';

/** Query of `GET /internal/changes`: changes after a cursor, from the oldest on. */
export const ChangesQuery = z.object({
  after: ChangesCursor.default(FIRST_CHANGES_CURSOR),
  limit: z.coerce.number().int().min(1).max(MAX_CHANGES).default(MAX_CHANGES),
});
export type ChangesQuery = z.infer<typeof ChangesQuery>;

/** Answer of `GET /internal/changes`: attachments of messages that exist, tombstones too. */
export const ChangesResponse = z.object({
  items: z.array(AttachmentSnapshot),
  /** The cursor to go on from. */
  next: ChangesCursor,
});
export type ChangesResponse = z.infer<typeof ChangesResponse>;

/**
 * Answer of `GET /internal/old-route-usage`: how long ago routes were last used that only dual
 * writing needs, to within a second. One that is not there never was used.
 */
export const OldRouteUsageResponse = z.object({
  items: z.array(z.object({ route: z.string(), secondsAgo: z.number() })),
});
export type OldRouteUsageResponse = z.infer<typeof OldRouteUsageResponse>;
