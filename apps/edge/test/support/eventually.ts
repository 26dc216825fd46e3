import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until a condition holds. */
export async function eventually(
  condition: () => boolean | Promise<boolean>,
  deadlineMs = 15_000,
): Promise<void> {
  const deadline = Date.now() + deadlineMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not within ${deadlineMs} ms: ${condition}`);
    await sleep(20);
  }
}
