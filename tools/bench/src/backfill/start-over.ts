import type { Stack } from '@photos/local-stack';
import { withDatabase } from './with-database.ts';

/** Empties the service's table, as it was before any backfill. */
export async function emptyService(stack: Stack): Promise<void> {
  await withDatabase(stack.databaseUrl('media-service'), async (service) => {
    await service.query('TRUNCATE attachments');
  });
}

/** Arguments of the monolith's backfill that forget what earlier runs have done. */
export function backfillAnew(...options: string[]): string[] {
  return ['backfill', '--restart', '--json', ...options];
}
