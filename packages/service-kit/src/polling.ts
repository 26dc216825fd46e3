import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from './logger.ts';

/** What keeps failing is tried again after this, or after `pollMs` if that is longer. */
const maxBackoffMs = 5_000;

export interface PollingOptions {
  /** What is done, for the log. */
  name: string;
  /** Does a batch; says whether there may be more to do at once. */
  batch: () => Promise<boolean>;
  /** How long to wait when there is nothing more to do. */
  pollMs: number;
  logger: Logger;
}

/**
 * Does work in the background, batch after batch, in every instance at once. What made one batch fail would make the next
 * ones fail too: so it waits longer after each, and not in step with other instances (exponential backoff with jitter).
 */
export class Polling {
  readonly #options: PollingOptions;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(options: PollingOptions) {
    this.#options = options;
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
    const { name, batch, pollMs, logger } = this.#options;
    const { signal } = this.#stopping;
    let failures = 0;
    while (!signal.aborted) {
      let more = false;
      try {
        more = await batch();
        failures = 0;
      } catch (err) {
        failures += 1;
        logger.warn({ err, failures }, `${name} failed`);
      }
      if (more) continue;
      const pauseMs = failures === 0 ? pollMs : backoffMs(pollMs, failures);
      await delay(pauseMs, undefined, { signal }).catch(() => {});
    }
  }
}

function backoffMs(pollMs: number, failures: number): number {
  const longest = Math.max(pollMs, maxBackoffMs);
  return Math.min(longest, pollMs * 2 ** Math.min(failures, 10)) * (0.5 + Math.random() / 2);
}
