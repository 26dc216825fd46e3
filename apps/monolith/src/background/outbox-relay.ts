import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@photos/service-kit';

const batchSize = 100;
const pollMs = 500;
const maxPauseMs = 5_000;
/** How long a change may wait before somebody should know. */
const alertSeconds = 60;

/** What a relay empties. */
export interface Outbox {
  /** What is in it, for the log. */
  name: string;
  /** Claims at most `limit` entries that are due, for one attempt, and gives their ids. */
  claim(limit: number): Promise<string[]>;
  /** Delivers what is claimed. Rejects when the receiver fails. */
  deliver(ids: string[]): Promise<void>;
  /** How much is waiting, and for how long the oldest has been, in seconds. */
  measure(): Promise<{ depth: number; oldestSeconds: number }>;
}

/**
 * Delivers what requests left in the outbox, in every instance at once. Two relays never claim the
 * same change at a time; should they deliver it twice, it counts once.
 */
export class OutboxRelay {
  readonly #outbox: Outbox;
  readonly #logger: Logger;
  readonly #stopping = new AbortController();
  #running: Promise<unknown> = Promise.resolve();
  #failures = 0;

  constructor(outbox: Outbox, logger: Logger) {
    this.#outbox = outbox;
    this.#logger = logger.child({ outbox: outbox.name });
  }

  start(): void {
    this.#running = Promise.all([this.#run(), this.#watch()]);
  }

  /** Resolves when the batch under way is done. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      const claimed = await this.#relayBatch();
      if (claimed < batchSize) await this.#pause(this.#pauseMs());
    }
  }

  /** Gives how many changes were due; 0 also when they could not be delivered. */
  async #relayBatch(): Promise<number> {
    try {
      const ids = await this.#outbox.claim(batchSize);
      if (ids.length > 0) await this.#outbox.deliver(ids);
      this.#failures = 0;
      return ids.length;
    } catch (err) {
      this.#failures += 1;
      this.#logger.warn({ err, failures: this.#failures }, 'could not deliver');
      return 0;
    }
  }

  /** While the service fails, every batch would: so the relay as a whole backs off too. */
  #pauseMs(): number {
    return (
      Math.min(maxPauseMs, pollMs * 2 ** Math.min(this.#failures, 10)) * (0.5 + Math.random() / 2)
    );
  }

  /** Says once in a while that the outbox is behind, for an alert to be set on. */
  async #watch(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      await this.#pause((alertSeconds * 1_000) / 2);
      const waiting = await this.#outbox.measure().catch(() => undefined);
      if (waiting && waiting.oldestSeconds > alertSeconds) {
        this.#logger.error(waiting, 'delivery is behind');
      }
    }
  }

  async #pause(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.#stopping.signal }).catch(() => {});
  }
}
