import type { Database } from './database.ts';

// The transactional outbox (Richardson, "Microservices Patterns", 2018, section 3.3.7): what a
// transaction changed is noted in that same transaction, so no change can be forgotten. Statements
// that touch several rows lock them in the order of their ids, so that none wait in a circle.

/** A claim outlasts an attempt as a rule. When it does not, two relays deliver the same, harmlessly. */
const leaseSeconds = 6;
const maxBackoffSeconds = 10;

/**
 * Claims changes that are due, for one attempt. A claim is a lease and not a lock: it is committed
 * before the service is called, so that no user's write waits for that call, and it lapses by
 * itself should this process die. Attempts are spread by exponential backoff with full jitter
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 *
 * @returns ids of the claimed attachments
 */
export async function claimDueChanges(db: Database, limit: number): Promise<string[]> {
  const rows = await db.$queryRaw<{ attachmentId: string }[]>`
    WITH due AS (
      SELECT attachment_id FROM attachment_outbox
      WHERE next_attempt_at <= now()
      ORDER BY next_attempt_at
      LIMIT ${limit}
      FOR UPDATE SKIP LOCKED
    )
    UPDATE attachment_outbox
    SET attempts = attempts + 1,
        next_attempt_at = now() + make_interval(
          secs => ${leaseSeconds} + random() * least(${maxBackoffSeconds}, 0.5 * 2 ^ least(attempts, 10)))
    WHERE attachment_id IN (SELECT attachment_id FROM due)
    RETURNING attachment_id AS "attachmentId"`;
  return rows.map(({ attachmentId }) => attachmentId);
}

/** What the service has: an attachment in this version, or its tombstone. */
export interface Acknowledged {
  attachmentId: string;
  version: bigint;
  isDeleted: boolean;
}

/**
 * Drops what the service has acknowledged, unless the attachment has changed again since. Nothing
 * changes behind a tombstone; one that was adopted may have a lower version than an edit before it.
 */
export async function acknowledgeChanges(
  db: Database,
  acknowledged: Acknowledged[],
): Promise<void> {
  await db.$executeRaw`
    WITH covered AS (
      SELECT attachment_id
      FROM attachment_outbox AS pending
      JOIN unnest(
        ${acknowledged.map(({ attachmentId }) => attachmentId)}::uuid[],
        ${acknowledged.map(({ version }) => version)}::bigint[],
        ${acknowledged.map(({ isDeleted }) => isDeleted)}::boolean[]
      ) AS acknowledged (attachment_id, version, is_deleted) USING (attachment_id)
      WHERE acknowledged.is_deleted OR pending.version <= acknowledged.version
      ORDER BY attachment_id
      FOR UPDATE OF pending
    )
    DELETE FROM attachment_outbox WHERE attachment_id IN (SELECT attachment_id FROM covered)`;
}

/** Those of these attachments whose latest change the service has not acknowledged. */
export async function findPending(db: Database, attachmentIds: string[]): Promise<string[]> {
  const rows = await db.$queryRaw<{ attachmentId: string }[]>`
    SELECT attachment_id AS "attachmentId" FROM attachment_outbox
    WHERE attachment_id = ANY (${attachmentIds}::uuid[])`;
  return rows.map(({ attachmentId }) => attachmentId);
}

/** Which attachments of these messages have a change that the service has not acknowledged. */
export async function findPendingOfMessages(db: Database, messageIds: string[]): Promise<string[]> {
  const rows = await db.$queryRaw<{ attachmentId: string }[]>`
    SELECT attachment_id AS "attachmentId" FROM attachment_outbox
    WHERE message_id = ANY (${messageIds}::uuid[])`;
  return rows.map(({ attachmentId }) => attachmentId);
}

/** How much is waiting, and for how long the oldest has been, in seconds. */
export async function measureOutbox(
  db: Database,
): Promise<{ depth: number; oldestSeconds: number }> {
  const [outbox] = await db.$queryRaw<{ depth: number; oldestSeconds: number }[]>`
    SELECT count(*)::integer AS depth,
           coalesce(extract(epoch FROM now() - min(enqueued_at)), 0)::float AS "oldestSeconds"
    FROM attachment_outbox`;
  return outbox ?? { depth: 0, oldestSeconds: 0 };
}
