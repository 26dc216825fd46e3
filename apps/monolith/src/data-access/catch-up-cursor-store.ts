import type { Database } from './database.ts';

/** Up to where the local table has the service's changes; undefined before the first. */
export async function readCursor(db: Database): Promise<string | undefined> {
  const [cursor] = await db.$queryRaw<{ after: string }[]>`SELECT after FROM catch_up_cursor`;
  return cursor?.after;
}

export async function writeCursor(db: Database, after: string): Promise<void> {
  await db.$executeRaw`
    INSERT INTO catch_up_cursor (after) VALUES (${after})
    ON CONFLICT (singleton) DO UPDATE SET after = excluded.after`;
}
