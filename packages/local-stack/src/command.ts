import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { inheritedEnv } from './child-process.ts';
import { unwatch, watch } from './watchdog-client.ts';

export interface CommandResult {
  /** 128 when a signal ended it. */
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** A command under way, such as a backfill. */
export interface Command {
  pid: number;
  /** All it prints, line by line, as it comes. */
  onOutput(listener: (chunk: string) => void): void;
  signal(signal: NodeJS.Signals): void;
  /** Resolves when it has ended, whatever its exit code. */
  finished: Promise<CommandResult>;
}

/** Starts a Node.js program that ends by itself. */
export function startCommand(args: readonly string[], env: Record<string, string>): Command {
  const child = spawn(process.execPath, args, {
    env: { ...inheritedEnv(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  if (child.pid === undefined) throw new Error(`${args.join(' ')} could not be started`);
  const { pid } = child;
  watch(pid, ['SIGTERM', 'SIGKILL']);
  const exited = new Promise<number>((resolve) => {
    child.once('exit', (code) => {
      unwatch(pid);
      resolve(code ?? 128);
    });
  });
  return {
    pid,
    onOutput: (listener) => {
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk) => listener(String(chunk)));
      }
    },
    signal: (signal) => void child.kill(signal),
    finished: Promise.all([exited, text(child.stdout), text(child.stderr)]).then(
      ([exitCode, stdout, stderr]) => ({ exitCode, stdout, stderr }),
    ),
  };
}
