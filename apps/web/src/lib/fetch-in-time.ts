/** Enough for the longest page of messages over a slow connection. Uploads go another way. */
const LIMIT_MS = 30_000;

/**
 * `fetch`, but it gives up on an answer that doesn't come: on a connection that has died without a
 * word, a poll would otherwise wait forever, and no other be sent.
 */
export const fetchInTime: typeof fetch = (input, init = {}) => {
  const limit = AbortSignal.timeout(LIMIT_MS);
  const signal = init.signal ? AbortSignal.any([init.signal, limit]) : limit;
  return fetch(input, { ...init, signal });
};
