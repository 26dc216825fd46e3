import { readFile } from 'node:fs/promises';
import type { Stack } from '@photos/local-stack';
import { withDatabase } from './with-database.ts';

const photosPerMessage = 4;

/** Makes so many attachments in the monolith's database that the service knows nothing of, and no objects for them. */
export async function makeHistory(stack: Stack, attachments: number): Promise<void> {
  const sql = await readFile(new URL('history.sql', import.meta.url), 'utf8');
  await withDatabase(stack.databaseUrl('monolith'), async (monolith) => {
    // The foreign keys hold by construction; checking a million of them would take a minute.
    await monolith.query('SET session_replication_role = replica');
    await monolith.query(sql, [attachments / photosPerMessage]);
    await monolith.query('VACUUM ANALYZE messages, attachments');
  });
}
