import { serverLimits } from '@photos/service-kit';
import type { Limits } from './settings.ts';

const MINUTE = 60_000;

/**
 * The limits between apps. They bound what they send, and an archive may be of any size. While its receiver stores it,
 * nothing moves at either end; that may last as long as the receiver's own server allows, and no longer.
 *
 * @param limits those of clients
 */
export function internalLimits(limits: Limits): Limits {
  return {
    ...limits,
    bodyBytes: Number.POSITIVE_INFINITY,
    requestMs: serverLimits.request,
    upstreamIdleMs: serverLimits.idle,
    // The app that asks is as silent as the one that is asked: it is for the latter to be told on.
    clientIdleMs: serverLimits.idle + MINUTE,
  };
}
