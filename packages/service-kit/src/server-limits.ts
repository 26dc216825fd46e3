/** Milliseconds. How long an app's server waits for whoever is at the other end. */
export const serverLimits = {
  headers: 30_000,
  /** Ten photos of 20 MiB over a slow line take a while. */
  request: 15 * 60_000,
  /** Longer than the balancer's, so that it is never the server that closes a connection just as a request comes in. */
  keepAlive: 65_000,
  /**
   * Without a byte in either direction: a client that has stopped reading its download can't hold up a drain for ever.
   * `fetch` gives up after the same time.
   */
  idle: 5 * 60_000,
};
