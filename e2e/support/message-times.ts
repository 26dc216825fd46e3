import type { Stack } from '@photos/local-stack';
import pg from 'pg';

/** Has messages look as if they had been stored at this time. */
export async function setMessageTime(stack: Stack, ids: string[], time: string): Promise<void> {
  const database = new pg.Client({ connectionString: stack.databaseUrl('monolith') });
  await database.connect();
  try {
    await database.query('UPDATE messages SET created_at = $2 WHERE id = ANY ($1)', [ids, time]);
  } finally {
    await database.end();
  }
}
