import { type Stack, waitUntil } from '@photos/local-stack';
import { withDatabase } from './with-database.ts';

/** Empties the service's table, as it was before any backfill. */
export async function emptyService(stack: Stack): Promise<void> {
  await withDatabase(stack.databaseUrl('media-service'), async (service) => {
    await service.query('TRUNCATE attachments');
  });
}

/** Waits until a backfill that was started after that has brought the first rows. */
export async function firstRows(stack: Stack): Promise<void> {
  await withDatabase(stack.databaseUrl('media-service'), (service) =>
    waitUntil('the backfill has merged rows', async () => {
      const { rowCount } = await service.query('SELECT FROM attachments LIMIT 1');
      return rowCount === 1;
    }),
  );
}

/** Arguments of the monolith's backfill that forget what earlier runs have done. */
export function backfillAnew(...options: string[]): string[] {
  return ['backfill', '--restart', '--json', ...options];
}
