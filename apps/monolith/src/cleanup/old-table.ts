import type { AttachmentSnapshot } from '@photos/attachment-contract/internal';
import type { Database } from '../data-access/database.ts';

// What the clean-up needs to know of the tables that it takes down. Nothing else knows them.

/** Says whether there is anything left to clean up. */
export async function isOldTableThere(db: Database): Promise<boolean> {
  const [row] = await db.$queryRaw<{ there: boolean }[]>`
    SELECT to_regclass('attachments') IS NOT NULL AS there`;
  return row?.there ?? false;
}

/** Changes that the media service has not acknowledged. */
export async function countUndelivered(db: Database): Promise<number> {
  return count(await db.$queryRaw`SELECT count(*)::integer FROM attachment_outbox`);
}

/** Objects in the bucket that only phase 4's monolith would delete. */
export async function countUndisposed(db: Database): Promise<number> {
  return count(await db.$queryRaw`SELECT count(*)::integer FROM object_disposals`);
}

function count(rows: unknown): number {
  return (rows as [{ count: number }])[0].count;
}

/** Old ways in which the monolith itself was used, and how long ago, in seconds. */
export async function findLocalUsage(
  db: Database,
): Promise<{ route: string; secondsAgo: number }[]> {
  return db.$queryRaw`
    SELECT route, extract(epoch FROM now() - last_used_at)::float AS "secondsAgo"
    FROM old_route_usage ORDER BY route`;
}

/** Rows after an id, as the media service knows them, tombstones too. */
export async function readRowsAfter(
  db: Database,
  { after, limit }: { after: string; limit: number },
): Promise<AttachmentSnapshot[]> {
  const rows = await db.$queryRaw<AttachmentSnapshot[]>`
    SELECT id, message_id AS "messageId", conversation_id AS "conversationId",
           uploader_id AS "uploaderId", position, file_name AS "fileName",
           content_type AS "contentType", byte_size::integer AS "byteSize", sha256, caption,
           version::text, created_at AS "createdAt", updated_at AS "updatedAt",
           deleted_at AS "deletedAt"
    FROM attachments WHERE id > ${after}::uuid ORDER BY id LIMIT ${limit}`;
  // Times as text, as they come over the wire.
  return JSON.parse(JSON.stringify(rows));
}
