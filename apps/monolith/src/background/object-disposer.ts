import { setTimeout as delay } from 'node:timers/promises';
import type { PhotoStorage } from '@photos/photo-storage';
import type { Logger } from '@photos/service-kit';
import type { Database } from '../data-access/database.ts';
import {
  postponeDisposals,
  removeDisposals,
  takeDueDisposals,
} from '../data-access/object-disposal-store.ts';

const batchSize = 20;
const pollMs = 1_000;
const retrySeconds = 2;
/** Longer than any S3 request may take, with its retries. */
const transactionTimeoutMs = 60_000;

export interface ObjectDisposerOptions {
  db: Database;
  storage: PhotoStorage;
  logger: Logger;
}

/**
 * Deletes objects that are due, in every instance at once: those that phase 3 left. Each row stays
 * locked while its object is being deleted. A crash in between repeats a deletion, which is harmless.
 */
export class ObjectDisposer {
  readonly #db: Database;
  readonly #storage: PhotoStorage;
  readonly #logger: Logger;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor({ db, storage, logger }: ObjectDisposerOptions) {
    this.#db = db;
    this.#storage = storage;
    this.#logger = logger;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Resolves when the batch under way is done. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const taken = await this.#disposeOfBatch().catch((error) => {
        this.#logger.warn({ err: error }, 'could not dispose of objects');
        return 0;
      });
      if (taken < batchSize) await delay(pollMs, undefined, { signal }).catch(() => {});
    }
  }

  /** Gives how many objects were due. */
  #disposeOfBatch(): Promise<number> {
    return this.#db.$transaction(
      async (tx) => {
        const ids = await takeDueDisposals(tx, batchSize);
        if (ids.length === 0) return 0;
        const results = await Promise.allSettled(ids.map((id) => this.#storage.delete(id)));
        const succeeded = ids.filter((_, i) => results[i]?.status === 'fulfilled');
        const failed = ids.filter((_, i) => results[i]?.status === 'rejected');
        await removeDisposals(tx, succeeded);
        if (failed.length > 0) {
          const [reason] = results.flatMap((r) => (r.status === 'rejected' ? [r.reason] : []));
          this.#logger.warn({ err: reason, failed: failed.length }, 'could not delete objects');
          await postponeDisposals(tx, failed, retrySeconds);
        }
        return ids.length;
      },
      { timeout: transactionTimeoutMs },
    );
  }
}
