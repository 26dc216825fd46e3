import type { Limits } from './settings.ts';

const MINUTE = 60_000;

/**
 * The limits between apps: they bound what they send, and know for how long they wait. An archive of any size may take its
 * time, and while its receiver stores it, nothing moves at either end.
 *
 * @param limits those of clients
 */
export function internalLimits(limits: Limits): Limits {
  return {
    ...limits,
    bodyBytes: Number.POSITIVE_INFINITY,
    requestMs: 60 * MINUTE,
    upstreamIdleMs: 15 * MINUTE,
    // The app that asks is as silent as the one that is asked: it is for the latter to be told on.
    clientIdleMs: 16 * MINUTE,
  };
}
