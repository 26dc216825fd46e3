import { setTimeout as delay } from 'node:timers/promises';

const maxRestMs = 2_000;

/**
 * Leaves the machines to users for a part of the time: after a batch comes a rest of so many times
 * what the batch took. A batch takes longest where most is going on beside it, so that is where it
 * rests longest, too. gh-ost, which migrates tables under traffic, calls the factor its nice ratio
 * (https://github.com/github/gh-ost/blob/master/doc/command-line-flags.md#nice-ratio).
 */
export class Pacer {
  readonly #niceRatio: number;
  #ms = 0;

  constructor(niceRatio: number) {
    this.#niceRatio = niceRatio;
  }

  /** Told what a batch took, in milliseconds. */
  record(batchMs: number): void {
    this.#ms = Math.min(maxRestMs, this.#niceRatio * batchMs);
  }

  /** Waits before the next batch, unless it is aborted. */
  async wait(signal: AbortSignal): Promise<void> {
    if (this.#ms > 0) await delay(this.#ms, undefined, { signal }).catch(() => {});
  }
}
