import type { Database, Transaction } from './database.ts';
import type { Message as MessageRow } from './generated/client.ts';

export type { MessageRow };

export type NewMessageRow = Omit<MessageRow, 'createdAt' | 'deletedAt'>;

/** @throws a unique violation when the sender has already used the idempotency key */
export async function insertMessage(tx: Transaction, message: NewMessageRow): Promise<MessageRow> {
  return tx.message.create({ data: message });
}

export async function findMessage(db: Database, id: string): Promise<MessageRow | null> {
  return db.message.findUnique({ where: { id, deletedAt: null } });
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

/** Newest first: ids are UUIDv7, which sort by time. */
export async function findMessagesBefore(
  db: Database,
  {
    conversationId,
    before,
    limit,
  }: { conversationId: string; before: string | undefined; limit: number },
): Promise<MessageRow[]> {
  return db.message.findMany({
    where: { conversationId, deletedAt: null, ...(before && { id: { lt: before } }) },
    orderBy: { id: 'desc' },
    take: limit,
  });
}

/** Deletes the message's text and keeps its row. Gives false when it was deleted before. */
export async function markMessageDeleted(tx: Transaction, id: string): Promise<boolean> {
  const { count } = await tx.message.updateMany({
    where: { id, deletedAt: null },
    data: { body: '', deletedAt: new Date() },
  });
  return count === 1;
}
