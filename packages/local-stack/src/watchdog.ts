/**
 * Runs beside whoever starts processes. It reads their ids from a pipe; when the pipe closes,
 * because its parent ended in whatever way, SIGKILL included, it stops what is left and removes
 * temporary directories.
 */
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning } from './is-running.ts';

export type WatchdogMessage =
  | { watch: number; signals: readonly NodeJS.Signals[] }
  | { unwatch: number }
  | { remove: string };

/** How long a process may take to react before the next, harsher signal. */
const PATIENCE_MS = 5_000;

await main();

async function main(): Promise<void> {
  const watched = new Map<number, readonly NodeJS.Signals[]>();
  const directories = new Set<string>();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

  for await (const line of createInterface({ input: process.stdin })) {
    const message = JSON.parse(line) as WatchdogMessage;
    if ('watch' in message) watched.set(message.watch, message.signals);
    else if ('unwatch' in message) watched.delete(message.unwatch);
    else directories.add(message.remove);
  }
  // PostgreSQL goes last, when its clients have ended.
  for (const generation of generations(watched)) await Promise.all(generation.map(end));
  // Again where what has just been stopped by force has left somebody who still writes into it.
  const options = { recursive: true, force: true, maxRetries: 5, retryDelay: 200 };
  for (const directory of directories) await rm(directory, options);
}

type Watched = [pid: number, signals: readonly NodeJS.Signals[]];

/** Those that are stopped by SIGTERM, all at once, then the others. */
function generations(watched: ReadonlyMap<number, readonly NodeJS.Signals[]>): Watched[][] {
  const byTerm = ([, signals]: Watched) => signals[0] === 'SIGTERM';
  return [[...watched].filter(byTerm), [...watched].filter((one) => !byTerm(one))];
}

async function end([pid, signals]: Watched): Promise<void> {
  for (const signal of [...signals, 'SIGKILL' as const]) {
    send(pid, signal);
    send(pid, 'SIGCONT');
    const deadline = Date.now() + PATIENCE_MS;
    while (Date.now() < deadline) {
      if (!isRunning(pid)) return;
      await sleep(25);
    }
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It is gone already.
  }
}
