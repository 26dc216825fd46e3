import type { Attachment } from '@photos/attachment-contract';
import type { AttachmentSnapshot, SnapshotsRequest } from '@photos/attachment-contract/internal';
import type { Database } from './database.ts';

/** A live attachment as it goes over the wire. */
const wire = `
  id, message_id AS "messageId", conversation_id AS "conversationId", uploader_id AS "uploaderId",
  position, file_name AS "fileName", content_type AS "contentType", byte_size::integer AS "byteSize",
  sha256, caption, version::text, created_at AS "createdAt", updated_at AS "updatedAt"`;

export async function findAttachment(db: Database, id: string): Promise<Attachment | undefined> {
  const [attachment] = await db.query<Attachment>(
    `SELECT ${wire} FROM attachments WHERE id = $1 AND deleted_at IS NULL`,
    id,
  );
  return attachment;
}

/** All attachments of these messages in one query, by position. */
export async function findAttachmentsOfMessages(
  db: Database,
  messageIds: string[],
): Promise<Attachment[]> {
  return db.query<Attachment>(
    `SELECT ${wire} FROM attachments
      WHERE message_id = ANY ($1::uuid[]) AND deleted_at IS NULL
      ORDER BY message_id, position`,
    messageIds,
  );
}

/** Attachments by id, and all those of messages, tombstones too. */
export async function findSnapshots(
  db: Database,
  { ids, messageIds }: Required<SnapshotsRequest>,
): Promise<AttachmentSnapshot[]> {
  return db.query<AttachmentSnapshot>(
    `SELECT ${wire}, deleted_at AS "deletedAt" FROM attachments
      WHERE id = ANY ($1::uuid[]) OR message_id = ANY ($2::uuid[])`,
    ids,
    messageIds,
  );
}
