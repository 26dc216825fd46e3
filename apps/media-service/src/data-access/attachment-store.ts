import type { Attachment } from '@photos/attachment-contract';
import type { AttachmentSnapshot, SnapshotsRequest } from '@photos/attachment-contract/internal';
import type { Query } from './query.ts';
import { wire as uploadWire } from './upload-store.ts';

/** A live attachment as it goes over the wire. */
export const wire = `
  id, message_id AS "messageId", conversation_id AS "conversationId", uploader_id AS "uploaderId",
  position, file_name AS "fileName", content_type AS "contentType", byte_size::integer AS "byteSize",
  sha256, caption, version::text, created_at AS "createdAt", updated_at AS "updatedAt"`;

export async function findAttachment(query: Query, id: string): Promise<Attachment | undefined> {
  const [attachment] = await query<Attachment>(
    `SELECT ${wire} FROM attachments WHERE id = $1 AND deleted_at IS NULL`,
    id,
  );
  return attachment;
}

/**
 * An attachment of this conversation, or the user's own upload to it. It is looked for in both tables at once, since an upload
 * may turn into an attachment between two looks.
 */
export async function findVisible(
  query: Query,
  { id, conversationId, userId }: { id: string; conversationId: string; userId: string },
): Promise<Attachment | undefined> {
  const [attachment] = await query<Attachment>(
    `SELECT ${wire} FROM attachments
      WHERE id = $1 AND conversation_id = $2 AND deleted_at IS NULL
     UNION ALL
     SELECT ${uploadWire} FROM uploads
      WHERE id = $1 AND conversation_id = $2 AND uploader_id = $3`,
    id,
    conversationId,
    userId,
  );
  return attachment;
}

/** All attachments of these messages in one query, by position. */
export async function findAttachmentsOfMessages(
  query: Query,
  messageIds: string[],
): Promise<Attachment[]> {
  return query<Attachment>(
    `SELECT ${wire} FROM attachments
      WHERE message_id = ANY ($1::uuid[]) AND deleted_at IS NULL
      ORDER BY message_id, position`,
    messageIds,
  );
}

/** Attachments by id, and all those of messages, tombstones too. */
export async function findSnapshots(
  query: Query,
  { ids, messageIds }: Required<SnapshotsRequest>,
): Promise<AttachmentSnapshot[]> {
  return query<AttachmentSnapshot>(
    `SELECT ${wire}, deleted_at AS "deletedAt" FROM attachments
      WHERE id = ANY ($1::uuid[]) OR message_id = ANY ($2::uuid[])`,
    ids,
    messageIds,
  );
}
