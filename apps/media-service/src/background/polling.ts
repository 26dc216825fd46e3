import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@photos/service-kit';

export interface PollingOptions {
  /** What is done, for the log. */
  name: string;
  /** Does a batch; says whether there may be more to do at once. */
  batch: () => Promise<boolean>;
  pollMs: number;
  logger: Logger;
}

/** Does work in the background, batch after batch, in every instance at once. */
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
    while (!signal.aborted) {
      const more = await batch().catch((err) => {
        logger.warn({ err }, `${name} failed`);
        return false;
      });
      if (!more) await delay(pollMs, undefined, { signal }).catch(() => {});
    }
  }
}
