import type { Database, Transaction } from './database.ts';
import { type Attachment as AttachmentRow, Prisma } from './generated/client.ts';

export type { AttachmentRow };

export type NewAttachmentRow = Pick<
  AttachmentRow,
  'id' | 'position' | 'fileName' | 'contentType' | 'sha256'
> & { byteSize: number };

export async function findAttachment(db: Database, id: string): Promise<AttachmentRow | null> {
  return db.attachment.findUnique({ where: { id, deletedAt: null } });
}

/** All attachments of these messages in one query, by position. */
export async function findAttachmentsOfMessages(
  db: Database,
  messageIds: string[],
): Promise<AttachmentRow[]> {
  return db.attachment.findMany({
    where: { messageId: { in: messageIds }, deletedAt: null },
    orderBy: [{ messageId: 'asc' }, { position: 'asc' }],
  });
}

/** Rows as they are to be replicated: tombstones too. */
export async function findSnapshots(db: Database, ids: string[]): Promise<AttachmentRow[]> {
  return db.attachment.findMany({ where: { id: { in: ids } } });
}

// Every write is one SQL statement, because the version is taken from the clock in the database,
// of the row as it is once this statement holds it.

const columns = Prisma.raw(`
  id, message_id AS "messageId", conversation_id AS "conversationId", uploader_id AS "uploaderId",
  position, file_name AS "fileName", content_type AS "contentType", byte_size AS "byteSize",
  sha256, caption, version, created_at AS "createdAt", updated_at AS "updatedAt",
  deleted_at AS "deletedAt"`);

export async function insertAttachments(
  tx: Transaction,
  message: { id: string; conversationId: string; senderId: string },
  attachments: NewAttachmentRow[],
): Promise<AttachmentRow[]> {
  return tx.$queryRaw<AttachmentRow[]>`
    INSERT INTO attachments (
      id, message_id, conversation_id, uploader_id, position,
      file_name, content_type, byte_size, sha256, version, created_at, updated_at
    )
    SELECT
      id, ${message.id}::uuid, ${message.conversationId}::uuid, ${message.senderId}::uuid, position,
      "fileName", "contentType", "byteSize", sha256, hybrid_clock(NULL), now(), now()
    FROM jsonb_to_recordset(${JSON.stringify(attachments)}::jsonb) AS attachment (
      id uuid, position integer, "fileName" text, "contentType" text, "byteSize" bigint, sha256 text
    )
    RETURNING ${columns}`;
}

/** Gives the row as it is now, or undefined when it is deleted, or not this user's. */
export async function updateCaption(
  tx: Transaction,
  { id, uploaderId, caption }: { id: string; uploaderId: string; caption: string },
): Promise<AttachmentRow | undefined> {
  const rows = await tx.$queryRaw<AttachmentRow[]>`
    UPDATE attachments
    SET caption = ${caption}, version = hybrid_clock(version), updated_at = clock_timestamp()
    WHERE id = ${id}::uuid AND uploader_id = ${uploaderId}::uuid AND deleted_at IS NULL
    RETURNING ${columns}`;
  return rows[0];
}

/** Gives the tombstone, or undefined when it was deleted before, or is not this user's. */
export async function tombstoneAttachment(
  tx: Transaction,
  { id, uploaderId }: { id: string; uploaderId: string },
): Promise<AttachmentRow | undefined> {
  const rows = await tx.$queryRaw<AttachmentRow[]>`
    UPDATE attachments
    SET deleted_at = clock_timestamp(), version = hybrid_clock(version), updated_at = clock_timestamp()
    WHERE id = ${id}::uuid AND uploader_id = ${uploaderId}::uuid AND deleted_at IS NULL
    RETURNING ${columns}`;
  return rows[0];
}

/**
 * Gives the tombstones of those that were not deleted before. The rows are locked in the order of
 * their ids, as adoption locks them: another deletion of the message may be adopting them right now.
 */
export async function tombstoneAttachmentsOfMessage(
  tx: Transaction,
  messageId: string,
): Promise<AttachmentRow[]> {
  return tx.$queryRaw<AttachmentRow[]>`
    WITH held AS (
      SELECT id FROM attachments
      WHERE message_id = ${messageId}::uuid AND deleted_at IS NULL
      ORDER BY id
      FOR UPDATE
    )
    UPDATE attachments
    SET deleted_at = clock_timestamp(), version = hybrid_clock(version), updated_at = clock_timestamp()
    WHERE id IN (SELECT id FROM held)
    RETURNING ${columns}`;
}
