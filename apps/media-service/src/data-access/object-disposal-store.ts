import type { Query } from './query.ts';

// A row says that an object must not outlive its due time. It exists from before an upload begins
// until the statement that stores the upload, and again from the one that deletes it.

/**
 * Must be committed before the first byte goes to the bucket. Once more, and it is due then: for an
 * object that may have come after its disposal.
 */
export async function scheduleDisposals(
  query: Query,
  objectKeys: string[],
  afterSeconds: number,
): Promise<void> {
  await query(
    `INSERT INTO object_disposals (object_key, due_at)
     SELECT unnest($1::text[]), now() + make_interval(secs => $2)
     ON CONFLICT (object_key) DO UPDATE SET due_at = excluded.due_at`,
    objectKeys,
    afterSeconds,
  );
}

/**
 * Makes a scheduled disposal due at once. What is not scheduled any more is left alone: a commit
 * whose answer was lost may have kept the object.
 */
export async function expediteDisposal(query: Query, objectKey: string): Promise<void> {
  await query('UPDATE object_disposals SET due_at = now() WHERE object_key = $1', objectKey);
}

/** Takes due rows, and keeps them locked up to the end of the transaction. Others skip them. */
export async function takeDueDisposals(query: Query, limit: number): Promise<string[]> {
  const rows = await query<{ objectKey: string }>(
    `SELECT object_key AS "objectKey" FROM object_disposals
      WHERE due_at <= now() ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED`,
    limit,
  );
  return rows.map(({ objectKey }) => objectKey);
}

export async function removeDisposals(query: Query, objectKeys: string[]): Promise<void> {
  await query('DELETE FROM object_disposals WHERE object_key = ANY ($1)', objectKeys);
}

/** Puts disposals off that failed, so that they don't hold up the others. */
export async function postponeDisposals(
  query: Query,
  objectKeys: string[],
  seconds: number,
): Promise<void> {
  await query(
    `UPDATE object_disposals SET due_at = now() + make_interval(secs => $2)
      WHERE object_key = ANY ($1)`,
    objectKeys,
    seconds,
  );
}
