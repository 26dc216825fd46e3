import { type Logger, Polling } from '@photos/service-kit';
import type { Database } from '../data-access/database.ts';
import { collectUploads } from '../data-access/upload-store.ts';

const batchSize = 100;

/** Deletes uploads that no message has claimed within the grace period. */
export function uploadCollector(db: Database, graceSeconds: number, logger: Logger): Polling {
  const batch = async () => {
    const limits = { olderThanSeconds: graceSeconds, limit: batchSize };
    return (await collectUploads(db.query, limits)) === batchSize;
  };
  return new Polling({ name: 'collecting unused uploads', batch, pollMs: 2_000, logger });
}
