import { type ChildProcess, spawn } from 'node:child_process';
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

/**
 * Has a detached child and all that it starts, which are its group, stopped by SIGTERM should the
 * current process die before the child ends. One that could not be started is left to its starter.
 */
export function watchGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  const group = -child.pid;
  watch(group, ['SIGTERM']);
  child.once('close', () => unwatch(group));
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
