import { constants } from 'node:os';

/** Somebody pressed Ctrl-C or ended us: what was going on was stopped and cleaned up. */
export class Interrupted extends Error {
  override name = 'Interrupted';
  /** What a shell expects of a program that a signal ended: 128 and the signal's number. */
  readonly exitCode: number;

  constructor(signal: NodeJS.Signals) {
    super('Interrupted. What was under way is cleaned up.');
    this.exitCode = 128 + constants.signals[signal];
  }
}

/**
 * Runs `work` with a signal that aborts on Ctrl-C and SIGTERM, so that it can clean up instead of dying half-way.
 *
 * @throws Interrupted when that happened
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const abort = (signal: NodeJS.Signals) => controller.abort(new Interrupted(signal));
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, abort);
  try {
    return await work(controller.signal);
  } catch (error) {
    throw controller.signal.aborted ? controller.signal.reason : error;
  } finally {
    for (const signal of signals) process.off(signal, abort);
  }
}
