import { createWriteStream } from 'node:fs';
import { watchGroup } from '@photos/local-stack';
import { execa } from 'execa';

/** Installing or building a phase failed; the message shows the end of the output. */
export class BuildFailed extends Error {
  override readonly name = 'BuildFailed';
}

export interface PnpmOptions {
  cwd: string;
  /** Everything it prints is appended here. */
  logFile: string;
  signal: AbortSignal;
}

/**
 * Runs pnpm: the very one that runs us, which need not be on the PATH.
 *
 * @throws BuildFailed when it fails; the signal's reason when aborted, with nothing left running
 */
export async function pnpm(args: string[], { cwd, logFile, signal }: PnpmOptions): Promise<void> {
  signal.throwIfAborted();
  const [command = 'pnpm', ...first] = pnpmCommand(process.env.npm_execpath);
  const child = execa(command, [...first, ...args], {
    cwd,
    detached: true,
    reject: false,
    stdin: 'ignore',
    all: true,
  });
  child.all.pipe(createWriteStream(logFile, { flags: 'a' }));
  // A group of its own: pnpm starts others, and none of them may stay, nor when we are killed.
  watchGroup(child.nodeChildProcess);
  const end = () => child.pid && process.kill(-child.pid, 'SIGTERM');
  signal.addEventListener('abort', end, { once: true });
  const { exitCode, all, code } = await child;
  signal.removeEventListener('abort', end);
  signal.throwIfAborted();
  if (exitCode === 0) return;
  if (code === 'ENOENT') throw new BuildFailed(`${command} cannot be found: use \`pnpm rehearse\``);
  const lines = all.trimEnd().split('\n').slice(-25).join('\n');
  throw new BuildFailed(
    `pnpm ${args.join(' ')} failed in ${cwd}:\n${lines}\n(all of it: ${logFile})`,
  );
}

function pnpmCommand(execPath: string | undefined): string[] {
  if (!execPath) return ['pnpm'];
  // pnpm is a script for Node.js or a program, depending on how it was installed.
  return /\.[cm]?js$/.test(execPath) ? [process.execPath, execPath] : [execPath];
}
