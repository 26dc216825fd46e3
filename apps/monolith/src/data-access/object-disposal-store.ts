import type { Database, Transaction } from './database.ts';

// A row says that an object must not outlive its due time. It exists from before an upload begins
// until the transaction that stores the attachment, and again from the one that deletes it.

/** Must be committed before the first byte goes to the bucket. */
export async function scheduleDisposals(
  db: Database,
  photoIds: string[],
  afterSeconds: number,
): Promise<void> {
  await db.$executeRaw`
    INSERT INTO object_disposals (photo_id, due_at)
    SELECT unnest(${photoIds}::uuid[]), now() + make_interval(secs => ${afterSeconds})`;
}

/** Has these objects disposed of as soon as this transaction commits; once more, if they were before. */
export async function disposeOf(tx: Transaction, photoIds: string[]): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO object_disposals (photo_id, due_at)
    SELECT unnest(${photoIds}::uuid[]), now()
    ON CONFLICT (photo_id) DO UPDATE SET due_at = now()`;
}

/**
 * Keeps these objects. Waits for whoever is disposing of one of them right now.
 *
 * @returns false when one is already gone; then the transaction must not commit
 */
export async function cancelDisposals(tx: Transaction, photoIds: string[]): Promise<boolean> {
  const { count } = await tx.objectDisposal.deleteMany({
    where: { photoId: { in: photoIds } },
  });
  return count === photoIds.length;
}

/**
 * Makes scheduled disposals due at once. What is not scheduled any more is left alone: a commit
 * whose answer was lost may have kept the object.
 */
export async function expediteDisposals(db: Database, photoIds: string[]): Promise<void> {
  await db.$executeRaw`
    UPDATE object_disposals SET due_at = now() WHERE photo_id = ANY (${photoIds}::uuid[])`;
}

/** Takes due rows, and keeps them locked up to the end of the transaction. Others skip them. */
export async function takeDueDisposals(tx: Transaction, limit: number): Promise<string[]> {
  const rows = await tx.$queryRaw<{ photoId: string }[]>`
    SELECT photo_id AS "photoId" FROM object_disposals
    WHERE due_at <= now()
    ORDER BY due_at
    LIMIT ${limit}
    FOR UPDATE SKIP LOCKED`;
  return rows.map(({ photoId }) => photoId);
}

export async function removeDisposals(tx: Transaction, photoIds: string[]): Promise<void> {
  await tx.objectDisposal.deleteMany({ where: { photoId: { in: photoIds } } });
}

/** Puts disposals off that failed, so that they don't hold up the others. */
export async function postponeDisposals(
  tx: Transaction,
  photoIds: string[],
  seconds: number,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE object_disposals SET due_at = now() + make_interval(secs => ${seconds})
    WHERE photo_id = ANY (${photoIds}::uuid[])`;
}
