import pg from 'pg';
import type { Journal } from '../history/journal.ts';

const TABLE = 'attachments';

/** Looks whether the monolith's database still has the table that the migration moves. */
export async function lookForOldTable(databaseUrl: string, journal: Journal): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query(
      'SELECT FROM information_schema.tables WHERE table_name = $1',
      [TABLE],
    );
    journal.note({ type: 'table', table: TABLE, exists: (rowCount ?? 0) > 0 });
  } finally {
    await client.end();
  }
}
