import { setTimeout as delay } from 'node:timers/promises';
import type { AppMetrics } from '../app-metrics.ts';

const DEADLINE_MS = 60_000;
const QUIET_MS = 1500;
const POLL_MS = 250;

/** Waits until the apps have delivered what they still owed each other, or a minute is over. */
export async function waitForRest({
  metrics,
  signal,
}: {
  metrics: AppMetrics;
  signal: AbortSignal;
}): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  let quietSince = performance.now();
  while (performance.now() < deadline && performance.now() - quietSince < QUIET_MS) {
    await delay(POLL_MS, undefined, { signal });
    await metrics.scrape();
    if (metrics.outboxDepth > 0) quietSince = performance.now();
  }
}
