import { z } from 'zod';
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

/** Ranges of one request for checksums. */
export const MAX_RANGES = 100;
/** Attachments of one request for fingerprints or rows. */
export const MAX_ROWS = 1_000;

/** Attachments by id: those after `after`, up to and including `upTo`. */
export const KeyRange = z.object({ after: Id, upTo: Id });

/** Body of `POST /internal/attachments/checksums`. */
export const ChecksumsRequest = z.object({ ranges: z.array(KeyRange).min(1).max(MAX_RANGES) });
export type ChecksumsRequest = z.infer<typeof ChecksumsRequest>;

/**
 * Answer of `POST /internal/attachments/checksums`, in the order of the ranges: how many rows there
 * are, tombstones too, and what stands for everything in them; null when there are none.
 */
export const ChecksumsResponse = z.object({
  checksums: z.array(z.object({ count: z.int().min(0), checksum: z.string().nullable() })),
});
export type ChecksumsResponse = z.infer<typeof ChecksumsResponse>;

/** Body of `POST /internal/attachments/fingerprints`. */
export const FingerprintsRequest = KeyRange.extend({ limit: z.int().min(1).max(MAX_ROWS) });
export type FingerprintsRequest = z.infer<typeof FingerprintsRequest>;

/** Answer of `POST /internal/attachments/fingerprints`: the first of the range, in the order of ids. */
export const FingerprintsResponse = z.object({
  items: z.array(z.object({ id: Id, fingerprint: z.string() })),
});
export type FingerprintsResponse = z.infer<typeof FingerprintsResponse>;

/** Body of `POST /internal/attachments/rows`. */
export const RowsRequest = z.object({ ids: z.array(Id).min(1).max(MAX_ROWS) });
export type RowsRequest = z.infer<typeof RowsRequest>;

/**
 * Answer of `POST /internal/attachments/rows`: those that are there, tombstones too, with whatever
 * their fields hold. A row that no longer is a valid snapshot must be seen all the more.
 */
export const RowsResponse = z.object({ items: z.array(z.looseObject({ id: Id })) });
export type RowsResponse = z.infer<typeof RowsResponse>;
