import type { Database, Transaction } from './database.ts';

/** What the media service has to be told of a message. */
export type OutboxCommand = 'confirm' | 'delete';

/** How long a command is left to the request that made it, before a relay takes it up. */
const headStartSeconds = 2;
/** A claim outlasts an attempt as a rule. When it does not, two relays deliver the same, harmlessly. */
const leaseSeconds = 6;
const maxBackoffSeconds = 10;

/** Adds a command in the transaction that calls for it. A deletion replaces what waited before. */
export async function enqueueCommand(
  tx: Transaction,
  messageId: string,
  kind: OutboxCommand,
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO media_outbox (message_id, kind, next_attempt_at)
    VALUES (${messageId}::uuid, ${kind}, now() + make_interval(secs => ${headStartSeconds}))
    ON CONFLICT (message_id) DO UPDATE SET kind = excluded.kind`;
}

/** Claims commands that are due, for one attempt: a lease, so that no lock is held meanwhile. Gives message ids. */
export async function claimDueCommands(db: Database, limit: number): Promise<string[]> {
  const rows = await db.$queryRaw<{ messageId: string }[]>`
    UPDATE media_outbox
    SET attempts = attempts + 1,
        next_attempt_at = now() + make_interval(
          secs => ${leaseSeconds} + random() * least(${maxBackoffSeconds}, 0.5 * 2 ^ least(attempts, 10)))
    WHERE message_id IN (
      SELECT message_id FROM media_outbox
      WHERE next_attempt_at <= now()
      ORDER BY next_attempt_at
      LIMIT ${limit}
      FOR UPDATE SKIP LOCKED
    )
    RETURNING message_id AS "messageId"`;
  return rows.map(({ messageId }) => messageId);
}

/** Gives undefined when it is delivered. */
export async function findCommand(
  db: Database,
  messageId: string,
): Promise<OutboxCommand | undefined> {
  const [row] = await db.$queryRaw<{ kind: OutboxCommand }[]>`
    SELECT kind FROM media_outbox WHERE message_id = ${messageId}::uuid`;
  return row?.kind;
}

/** Drops a delivered command, unless the message has been deleted since. */
export async function acknowledgeCommand(
  db: Database,
  messageId: string,
  kind: OutboxCommand,
): Promise<void> {
  await db.$executeRaw`
    DELETE FROM media_outbox WHERE message_id = ${messageId}::uuid AND kind = ${kind}`;
}

/** How much is waiting, and for how long the oldest has been, in seconds. */
export async function measureMediaOutbox(
  db: Database,
): Promise<{ depth: number; oldestSeconds: number }> {
  const [outbox] = await db.$queryRaw<{ depth: number; oldestSeconds: number }[]>`
    SELECT count(*)::integer AS depth,
           coalesce(extract(epoch FROM now() - min(enqueued_at)), 0)::float AS "oldestSeconds"
    FROM media_outbox`;
  return outbox ?? { depth: 0, oldestSeconds: 0 };
}
