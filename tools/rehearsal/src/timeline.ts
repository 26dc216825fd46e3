import { type AppCounts, type AppMetrics, difference } from './app-metrics.ts';
import type { Period, RequestLog } from './request-log.ts';

const SAMPLE_MS = 1000;
const MAX_POINTS = 900;

/** What happened in one stretch of time. */
export interface Point {
  /** When it began and how long it is, from the start of the traffic. */
  atMs: number;
  ms: number;
  requests: number;
  failed: number;
  p95Ms: number;
  readsBySource: Record<string, number>;
  writesByTarget: Record<string, number>;
}

/** Samples the traffic every second; a long run's points are merged, so they stay bounded. */
export class Timeline {
  readonly #log: RequestLog;
  readonly #metrics: AppMetrics;
  readonly #began = performance.now();
  #points: Point[] = [];
  #period: Period;
  #counts: AppCounts;
  #since: number;
  #stride = 1;
  #samples = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(log: RequestLog, metrics: AppMetrics) {
    this.#log = log;
    this.#metrics = metrics;
    this.#period = log.open();
    this.#counts = metrics.totals;
    this.#since = this.#began;
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#samples += 1;
      if (this.#samples % this.#stride === 0) this.#sample();
    }, SAMPLE_MS);
  }

  /** Ends the sampling, and gives all that happened. */
  stop(): Point[] {
    clearInterval(this.#timer);
    this.#sample();
    this.#log.close(this.#period);
    return this.#points;
  }

  /** Milliseconds since the start of the traffic. */
  get nowMs(): number {
    return Math.round(performance.now() - this.#began);
  }

  #sample(): void {
    const now = performance.now();
    const counts = this.#metrics.totals;
    const { readsBySource, writesByTarget } = difference(counts, this.#counts);
    const { requests, failed, latencyMs } = this.#period;
    this.#points.push({
      atMs: Math.round(this.#since - this.#began),
      ms: Math.round(now - this.#since),
      requests,
      failed,
      p95Ms: latencyMs.p95,
      readsBySource,
      writesByTarget,
    });
    this.#log.close(this.#period);
    this.#period = this.#log.open();
    this.#counts = counts;
    this.#since = now;
    if (this.#points.length > MAX_POINTS) {
      this.#points = halve(this.#points);
      this.#stride *= 2;
    }
  }
}

function halve(points: Point[]): Point[] {
  const merged: Point[] = [];
  for (let index = 0; index < points.length; index += 2) {
    const [first, second] = [points[index] as Point, points[index + 1]];
    merged.push(second === undefined ? first : merge(first, second));
  }
  return merged;
}

function merge(first: Point, second: Point): Point {
  return {
    atMs: first.atMs,
    ms: first.ms + second.ms,
    requests: first.requests + second.requests,
    failed: first.failed + second.failed,
    p95Ms: Math.max(first.p95Ms, second.p95Ms),
    readsBySource: add(first.readsBySource, second.readsBySource),
    writesByTarget: add(first.writesByTarget, second.writesByTarget),
  };
}

function add(one: Record<string, number>, other: Record<string, number>): Record<string, number> {
  const sum = { ...one };
  for (const [label, count] of Object.entries(other)) sum[label] = (sum[label] ?? 0) + count;
  return sum;
}
