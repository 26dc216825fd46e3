import type { PhotoStorage } from '@photos/photo-storage';
import { type Logger, Polling } from '@photos/service-kit';
import type { Database } from '../data-access/database.ts';
import {
  postponeDisposals,
  removeDisposals,
  takeDueDisposals,
} from '../data-access/object-disposal-store.ts';

const batchSize = 20;
const retrySeconds = 10;

/**
 * Deletes objects that are due. Each row stays locked while its object is being deleted: an upload
 * that is just being kept then finds the row gone, and is not kept. A crash in between repeats a
 * deletion, which is harmless.
 */
export function objectDisposer(db: Database, storage: PhotoStorage, logger: Logger): Polling {
  const batch = () =>
    db.transaction(async (query) => {
      const ids = await takeDueDisposals(query, batchSize);
      const results = await Promise.allSettled(ids.map((id) => storage.delete(id)));
      const done = ids.filter((_, place) => results[place]?.status === 'fulfilled');
      const failed = ids.filter((_, place) => results[place]?.status === 'rejected');
      await removeDisposals(query, done);
      if (failed.length > 0) {
        logger.warn({ failed: failed.length }, 'could not delete objects');
        await postponeDisposals(query, failed, retrySeconds);
      }
      return ids.length === batchSize;
    });
  return new Polling({ name: 'disposing of objects', batch, pollMs: 1_000, logger });
}
