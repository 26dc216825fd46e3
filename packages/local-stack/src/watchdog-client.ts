import { spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { ownScript } from './own-script.ts';
import type { WatchdogMessage } from './watchdog.ts';

let pipe: Writable | undefined;

/**
 * Has this process stopped by these signals, in this order, should the current one die. A negative
 * id is that of a process group, as everywhere with signals.
 */
export function watch(pid: number, signals: readonly NodeJS.Signals[]): void {
  send({ watch: pid, signals });
}

/** Forgets a process, or a group, that has ended. */
export function unwatch(pid: number): void {
  send({ unwatch: pid });
}

/** Has a temporary directory removed at the end, however that comes. */
export function removeAtEnd(directory: string): void {
  send({ remove: directory });
}

function send(message: WatchdogMessage): void {
  pipe ??= startWatchdog();
  pipe.write(`${JSON.stringify(message)}\n`);
}

/** One a process; it outlives its parent, and never keeps it from ending. */
function startWatchdog(): Writable {
  const child = spawn(process.execPath, [ownScript('watchdog')], {
    stdio: ['pipe', 'ignore', 'ignore'],
    env: {},
    detached: true,
  });
  child.unref();
  const { stdin } = child;
  if ('unref' in stdin && typeof stdin.unref === 'function') stdin.unref();
  return stdin;
}
