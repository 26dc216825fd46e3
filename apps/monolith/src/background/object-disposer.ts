import type { PhotoStorage } from '@photos/photo-storage';
import { type Logger, Polling } from '@photos/service-kit';
import type { Database } from '../data-access/database.ts';
import {
  postponeDisposals,
  removeDisposals,
  takeDueDisposals,
} from '../data-access/object-disposal-store.ts';

const batchSize = 20;
const retrySeconds = 2;
/** Longer than any S3 request may take, with its retries. */
const transactionTimeoutMs = 60_000;

/**
 * Deletes objects that are due, in every instance at once: those that phase 3 left. Each row stays
 * locked while its object is being deleted. A crash in between repeats a deletion, which is harmless.
 */
export function objectDisposer(db: Database, storage: PhotoStorage, logger: Logger): Polling {
  const batch = () =>
    db.$transaction(
      async (tx) => {
        const ids = await takeDueDisposals(tx, batchSize);
        if (ids.length === 0) return false;
        const results = await Promise.allSettled(ids.map((id) => storage.delete(id)));
        const succeeded = ids.filter((_, i) => results[i]?.status === 'fulfilled');
        const failed = ids.filter((_, i) => results[i]?.status === 'rejected');
        await removeDisposals(tx, succeeded);
        if (failed.length > 0) {
          const [reason] = results.flatMap((r) => (r.status === 'rejected' ? [r.reason] : []));
          logger.warn({ err: reason, failed: failed.length }, 'could not delete objects');
          await postponeDisposals(tx, failed, retrySeconds);
        }
        return ids.length === batchSize;
      },
      { timeout: transactionTimeoutMs },
    );
  return new Polling({ name: 'disposing of objects', batch, pollMs: 1_000, logger });
}
