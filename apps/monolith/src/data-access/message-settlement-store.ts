import type { Database, Transaction } from './database.ts';

// A message whose photos are reserved either comes to be or is abandoned, and that for ever. Whoever
// decides holds the lock of its id, so that the other finds it decided.

async function lockMessageId(tx: Transaction, messageId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${messageId}, 0))`;
}

/** To be called in the transaction that inserts a message, before it does. Gives false when it must not. */
export async function lockUnlessAbandoned(tx: Transaction, messageId: string): Promise<boolean> {
  await lockMessageId(tx, messageId);
  const abandoned = await tx.$queryRaw<unknown[]>`
    SELECT FROM abandoned_messages WHERE message_id = ${messageId}::uuid`;
  return abandoned.length === 0;
}

/**
 * Gives true when the message exists with its photos, deleted or not. If it does not, it never will:
 * a text alone that was posted with the same idempotency key may have taken the id, without them.
 */
export async function settleMessage(tx: Transaction, messageId: string): Promise<boolean> {
  await lockMessageId(tx, messageId);
  const [message] = await tx.$queryRaw<{ hasPhotos: boolean }[]>`
    SELECT photo_count > 0 AS "hasPhotos" FROM messages WHERE id = ${messageId}::uuid`;
  if (message) return message.hasPhotos;
  await tx.$executeRaw`
    INSERT INTO abandoned_messages (message_id) VALUES (${messageId}::uuid) ON CONFLICT DO NOTHING`;
  return false;
}

/**
 * The id of the message that is posted with this key: every try gets the one that the first gave.
 *
 * @param messageId the id to be given if this is the first
 */
export async function messageIdForKey(
  db: Database,
  attempt: { senderId: string; idempotencyKey: string; messageId: string },
): Promise<string> {
  const { senderId, idempotencyKey, messageId } = attempt;
  const [row] = await db.$queryRaw<{ messageId: string }[]>`
    INSERT INTO idempotency_keys (sender_id, idempotency_key, message_id)
    VALUES (${senderId}::uuid, ${idempotencyKey}, ${messageId}::uuid)
    ON CONFLICT (sender_id, idempotency_key) DO UPDATE
    SET message_id = CASE
      WHEN EXISTS (SELECT FROM abandoned_messages a WHERE a.message_id = idempotency_keys.message_id)
      THEN excluded.message_id
      ELSE idempotency_keys.message_id
    END
    RETURNING message_id AS "messageId"`;
  return row?.messageId ?? messageId;
}
