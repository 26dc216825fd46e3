import { setTimeout as sleep } from 'node:timers/promises';

/** Thrown when a condition didn't come true in time. */
export class DeadlineExceeded extends Error {
  override name = 'DeadlineExceeded';
}

/**
 * Asks until the answer is yes.
 * @throws {DeadlineExceeded} naming `what` after `deadlineMs`; what `condition` throws
 */
export async function waitUntil(
  what: string,
  condition: () => boolean | Promise<boolean>,
  { deadlineMs = 30_000, everyMs = 25 } = {},
): Promise<void> {
  const deadline = performance.now() + deadlineMs;
  while (!(await condition())) {
    if (performance.now() > deadline) {
      throw new DeadlineExceeded(`waited ${deadlineMs} ms in vain until ${what}`);
    }
    await sleep(everyMs);
  }
}

/** Whether a GET of `url` is answered with 2xx within a second. */
export async function answersOk(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(1_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
