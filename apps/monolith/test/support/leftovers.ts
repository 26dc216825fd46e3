import { waitUntil } from '@photos/local-stack';
import type { RunningMonolith } from './start-monolith.ts';

/**
 * Waits until the media service has nothing but the photos of messages: whatever else is in its
 * bucket is named in one of these tables.
 */
export async function expectNoLeftovers({ serviceSql, sql }: RunningMonolith): Promise<void> {
  await waitUntil('nothing is left over', async () => {
    const { rows } = await serviceSql.query<{ count: number }>(
      `SELECT ((SELECT count(*) FROM uploads) + (SELECT count(*) FROM reservations) +
               (SELECT count(*) FROM object_disposals))::integer AS count`,
    );
    const { rowCount: untold } = await sql.query('SELECT FROM media_outbox');
    return rows[0]?.count === 0 && untold === 0;
  });
}
