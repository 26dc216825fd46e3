import { setTimeout as delay } from 'node:timers/promises';
import { build, type Histogram } from 'hdr-histogram-js';

export interface LoadOptions {
  /** How many requests are under way at a time. */
  concurrency: number;
  seconds: number;
}

export interface LoadResult {
  perSecond: number;
  latencyMs: { p50: number; p99: number };
}

/**
 * Repeats a request for a while, a number of them at a time (a closed loop: the next begins when one has ended).
 *
 * @throws the first failure, once all that was under way has ended
 */
export async function load(
  { concurrency, seconds }: LoadOptions,
  request: () => Promise<void>,
): Promise<LoadResult> {
  const histogram = microsecondHistogram();
  const started = performance.now();
  const deadline = started + seconds * 1000;
  const loop = async () => {
    while (performance.now() < deadline) await timed(request, histogram);
  };
  await allEnded(Array.from({ length: concurrency }, loop));
  const elapsedSeconds = (performance.now() - started) / 1000;
  return { perSecond: histogram.totalCount / elapsedSeconds, latencyMs: percentiles(histogram) };
}

/**
 * Sends a request at fixed times, `perSecond` of them, whatever becomes of the earlier ones (an open loop: a slow server is
 * not spared, so that its latency is measured as users feel it).
 *
 * @throws the first failure, once all that was under way has ended
 */
export async function steadyLoad(
  { perSecond, seconds }: { perSecond: number; seconds: number },
  request: () => Promise<void>,
): Promise<LoadResult> {
  const histogram = microsecondHistogram();
  const started = performance.now();
  const requests = Array.from({ length: Math.round(perSecond * seconds) }, async (_, index) => {
    const dueAt = started + (index * 1000) / perSecond;
    await delay(Math.max(0, dueAt - performance.now()));
    await request();
    // Timers may fire a little early.
    histogram.recordValue(Math.max(0, Math.round((performance.now() - dueAt) * 1000)));
  });
  await allEnded(requests);
  return { perSecond, latencyMs: percentiles(histogram) };
}

async function timed(request: () => Promise<void>, histogram: Histogram): Promise<void> {
  const started = performance.now();
  await request();
  histogram.recordValue(Math.round((performance.now() - started) * 1000));
}

async function allEnded(work: Promise<void>[]): Promise<void> {
  for (const one of await Promise.allSettled(work)) if (one.status === 'rejected') throw one.reason;
}

function microsecondHistogram(): Histogram {
  return build({ lowestDiscernibleValue: 1, highestTrackableValue: 120_000_000 });
}

function percentiles(histogram: Histogram): LoadResult['latencyMs'] {
  const at = (percentile: number) => histogram.getValueAtPercentile(percentile) / 1000;
  return { p50: at(50), p99: at(99) };
}
