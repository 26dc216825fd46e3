/** Told to stop by Ctrl-C, a closed terminal or a supervisor; told twice, it doesn't wait for anything. */
export function untilTold(): { promise: Promise<void>; readonly already: boolean } {
  const { promise, resolve } = Promise.withResolvers<void>();
  let already = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // The watchdog stops what is left.
      if (already) process.exit(130);
      already = true;
      resolve();
    });
  }
  return {
    promise,
    get already() {
      return already;
    },
  };
}
