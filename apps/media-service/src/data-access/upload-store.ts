import type { Attachment } from '@photos/attachment-contract';
import type { Query } from './query.ts';

// Photos that no message has claimed yet. Each belongs to its uploader alone.

/** An upload as it goes over the wire: an attachment of no message. */
export const wire = `
  id, NULL AS "messageId", conversation_id AS "conversationId", uploader_id AS "uploaderId",
  0 AS position, file_name AS "fileName", content_type AS "contentType",
  byte_size::integer AS "byteSize", sha256, caption, version::text,
  created_at AS "createdAt", updated_at AS "updatedAt"`;

export interface NewUpload {
  id: string;
  conversationId: string;
  uploaderId: string;
  fileName: string;
  contentType: string;
  byteSize: number;
  sha256: string;
}

/**
 * Keeps an uploaded photo, and its object.
 *
 * @returns undefined when the upload took so long that its object is disposed of
 */
export async function insertUpload(
  query: Query,
  upload: NewUpload,
): Promise<Attachment | undefined> {
  const [row] = await query<Attachment>(
    `WITH kept AS (DELETE FROM object_disposals WHERE object_key = $1::text RETURNING object_key)
     INSERT INTO uploads (id, conversation_id, uploader_id, file_name, content_type, byte_size, sha256,
                          version, created_at, updated_at)
     SELECT object_key::uuid, $2, $3, $4, $5, $6, $7, hybrid_clock(NULL), now(), now() FROM kept
     RETURNING ${wire}`,
    upload.id,
    upload.conversationId,
    upload.uploaderId,
    upload.fileName,
    upload.contentType,
    upload.byteSize,
    upload.sha256,
  );
  return row;
}

/** Gives undefined when there is no such upload of this user's. */
export async function updateUploadCaption(
  query: Query,
  { id, uploaderId, caption }: { id: string; uploaderId: string; caption: string },
): Promise<Attachment | undefined> {
  const [row] = await query<Attachment>(
    `UPDATE uploads SET caption = $3, version = hybrid_clock(version), updated_at = now()
      WHERE id = $1 AND uploader_id = $2 RETURNING ${wire}`,
    id,
    uploaderId,
    caption,
  );
  return row;
}

/** Deletes an upload, and has its object disposed of. Gives false when there is none of this user's. */
export async function deleteUpload(
  query: Query,
  { id, uploaderId }: { id: string; uploaderId: string },
): Promise<boolean> {
  const disposed = await query(
    `WITH gone AS (DELETE FROM uploads WHERE id = $1 AND uploader_id = $2 RETURNING id)
     INSERT INTO object_disposals (object_key, due_at) SELECT id, now() FROM gone
     RETURNING object_key`,
    id,
    uploaderId,
  );
  return disposed.length > 0;
}

/** Deletes uploads that no message has claimed for so long, and has their objects disposed of. */
export async function collectUploads(
  query: Query,
  { olderThanSeconds, limit }: { olderThanSeconds: number; limit: number },
): Promise<number> {
  const disposed = await query(
    `WITH unused AS (
       SELECT id FROM uploads WHERE created_at < now() - make_interval(secs => $1)
        ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED
     ), gone AS (DELETE FROM uploads WHERE id IN (SELECT id FROM unused) RETURNING id)
     INSERT INTO object_disposals (object_key, due_at) SELECT id, now() FROM gone
     RETURNING object_key`,
    olderThanSeconds,
    limit,
  );
  return disposed.length;
}
