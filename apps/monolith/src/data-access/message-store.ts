import type { Database, Transaction } from './database.ts';
import { type Message as MessageRow, Prisma } from './generated/client.ts';

export type { MessageRow };

export type NewMessageRow = Omit<MessageRow, 'createdAt' | 'deletedAt'>;

/** @throws a unique violation when the sender has already used the idempotency key */
export async function insertMessage(tx: Transaction, message: NewMessageRow): Promise<MessageRow> {
  return tx.message.create({ data: message });
}

export async function findMessage(db: Database, id: string): Promise<MessageRow | null> {
  return db.message.findUnique({ where: { id, deletedAt: null } });
}

/** Whether there is this message, not deleted, and the user is a member of its conversation. */
export async function canSeeMessage(db: Database, userId: string, id: string): Promise<boolean> {
  const isMember = { members: { some: { userId } } };
  return (await db.message.count({ where: { id, deletedAt: null, conversation: isMember } })) > 0;
}

/** The message that the sender posted with this key, deleted or not. */
export async function findMessageByKey(
  db: Database,
  senderId: string,
  idempotencyKey: string,
): Promise<MessageRow | null> {
  return db.message.findUnique({
    where: { senderId_idempotencyKey: { senderId, idempotencyKey } },
  });
}

const columns = Prisma.raw(`
  id, conversation_id AS "conversationId", sender_id AS "senderId", body,
  photo_count AS "photoCount", idempotency_key AS "idempotencyKey",
  request_digest AS "requestDigest", created_at AS "createdAt", deleted_at AS "deletedAt"`);

/**
 * The newest first, by when they were stored. Ids tell that only nearly: a post may take its id long
 * before that. `before` may be a deleted message; one of elsewhere has nothing before it.
 */
export async function findMessagesBefore(
  db: Database,
  {
    conversationId,
    before,
    limit,
  }: { conversationId: string; before: string | undefined; limit: number },
): Promise<MessageRow[]> {
  // Compared as a pair, which Prisma's queries can't do, this is one range of the index.
  const fromThere =
    before === undefined
      ? Prisma.empty
      : Prisma.sql`AND (created_at, id) < (
          SELECT created_at, id FROM messages
          WHERE id = ${before}::uuid AND conversation_id = ${conversationId}::uuid)`;
  return db.$queryRaw<MessageRow[]>`
    SELECT ${columns} FROM messages
    WHERE conversation_id = ${conversationId}::uuid AND deleted_at IS NULL ${fromThere}
    ORDER BY created_at DESC, id DESC
    LIMIT ${limit}`;
}

/** Whether this message, deleted or not, is of this conversation. */
export async function isMessageOf(
  db: Database,
  conversationId: string,
  id: string,
): Promise<boolean> {
  return (await db.message.findUnique({ where: { id, conversationId } })) !== null;
}

/** Deletes the message's text and keeps its row. Gives false when it was deleted before. */
export async function markMessageDeleted(tx: Transaction, id: string): Promise<boolean> {
  const { count } = await tx.message.updateMany({
    where: { id, deletedAt: null },
    data: { body: '', deletedAt: new Date() },
  });
  return count === 1;
}
