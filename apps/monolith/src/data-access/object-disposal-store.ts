import type { Transaction } from './database.ts';

// A row says that an object must not outlive its due time: what phase 3 left behind. The media
// service has a table of its own.

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
