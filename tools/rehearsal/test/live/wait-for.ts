import { setTimeout as delay } from 'node:timers/promises';

/** Waits for something to come up; fails when it hasn't within 20 seconds. */
export async function waitFor<T>(
  what: string,
  find: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    const found = await find();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`${what} has not come up`);
    await delay(50);
  }
}
