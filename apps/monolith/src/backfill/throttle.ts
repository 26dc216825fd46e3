import { setTimeout as delay } from 'node:timers/promises';
import type { Canary } from './canary.ts';

const samplingMs = 200;
/** A canary that takes this long is as good as dead. */
const timeoutMs = 2_000;
/** Latencies are compared by the median of so many. */
const window = 5;
/** A few milliseconds more or less are noise, and nobody notices them. */
const negligibleMs = 10;
const minPauseMs = 20;
const maxPauseMs = 2_000;
/** Batches a second that are added with each good reading. */
const rateIncrease = 5;

/** What the throttle has done, in milliseconds. */
export interface ThrottleFigures {
  /** What a live read takes when all is quiet. */
  baselineMs: number;
  /** The longest it has taken, as the median of a few. */
  slowestMs: number;
  /** How often the backfill was slowed down. */
  slowdowns: number;
  /** The longest pause between two batches. */
  longestPauseMs: number;
}

export interface ThrottleOptions {
  canary: Canary | undefined;
  /** How many times slower live reads may get. */
  maxSlowdown: number;
  /** Told when it begins to slow the backfill down, and when it no longer does. */
  onChange: (throttled: boolean, latencyMs: number, baselineMs: number) => void;
}

/**
 * Makes the backfill pause between batches while it slows live reads down. Each reading over the
 * limit halves the rate of batches, each below it adds a little: additive increase, multiplicative
 * decrease, as TCP does it (RFC 5681).
 */
export class Throttle {
  readonly #canary: Canary | undefined;
  readonly #maxSlowdown: number;
  readonly #onChange: ThrottleOptions['onChange'];
  readonly #stopping = new AbortController();
  readonly #recent: number[] = [];
  #running: Promise<void> = Promise.resolve();
  #baselineMs = Number.POSITIVE_INFINITY;
  #slowestMs = 0;
  #pauseMs = 0;
  #longestPauseMs = 0;
  #slowdowns = 0;

  constructor({ canary, maxSlowdown, onChange }: ThrottleOptions) {
    this.#canary = canary;
    this.#maxSlowdown = maxSlowdown;
    this.#onChange = onChange;
  }

  /** Finds out what is normal, before there is any load of ours, and watches from then on. */
  async start(): Promise<void> {
    if (!this.#canary) return;
    for (let sample = 0; sample < window; sample++) await this.#sample(this.#canary);
    this.#running = this.#watch(this.#canary);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  /** Waits before the next batch, if need be. */
  async pause(signal: AbortSignal): Promise<void> {
    if (this.#pauseMs > 0) await delay(this.#pauseMs, undefined, { signal }).catch(() => {});
  }

  get pauseMs(): number {
    return this.#pauseMs;
  }

  get figures(): ThrottleFigures {
    const baselineMs = Number.isFinite(this.#baselineMs) ? this.#baselineMs : 0;
    return {
      baselineMs: round(baselineMs),
      slowestMs: round(this.#slowestMs),
      slowdowns: this.#slowdowns,
      longestPauseMs: this.#longestPauseMs,
    };
  }

  async #watch(canary: Canary): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await delay(samplingMs, undefined, { signal }).catch(() => {});
      if (!signal.aborted) this.#adjust(await this.#sample(canary));
    }
  }

  /** Takes one reading, and gives the median of the last few. */
  async #sample(canary: Canary): Promise<number> {
    const signal = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(timeoutMs)]);
    const tooLong = delay(timeoutMs, timeoutMs, { signal: this.#stopping.signal });
    const reading = canary.measure(signal).catch(() => timeoutMs);
    this.#recent.push(await Promise.race([reading, tooLong.catch(() => 0)]));
    if (this.#recent.length > window) this.#recent.shift();
    const median = this.#recent.toSorted((a, b) => a - b)[Math.floor(this.#recent.length / 2)] ?? 0;
    if (this.#recent.length === window) this.#baselineMs = Math.min(this.#baselineMs, median);
    return median;
  }

  #adjust(latencyMs: number): void {
    const limitMs = this.#maxSlowdown * Math.max(this.#baselineMs, negligibleMs);
    const before = this.#pauseMs;
    this.#slowestMs = Math.max(this.#slowestMs, latencyMs);
    this.#pauseMs = latencyMs > limitMs ? longer(before) : shorter(before);
    this.#longestPauseMs = Math.max(this.#longestPauseMs, this.#pauseMs);
    if (before > 0 === this.#pauseMs > 0) return;
    if (this.#pauseMs > 0) this.#slowdowns += 1;
    this.#onChange(this.#pauseMs > 0, latencyMs, this.#baselineMs);
  }
}

function longer(pauseMs: number): number {
  return Math.min(maxPauseMs, Math.max(minPauseMs, 2 * pauseMs));
}

function shorter(pauseMs: number): number {
  if (pauseMs === 0) return 0;
  const shortened = Math.round(1_000 / (1_000 / pauseMs + rateIncrease));
  return shortened < minPauseMs ? 0 : shortened;
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
