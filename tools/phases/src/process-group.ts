import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';

const SECONDS_TO_END = 20;

/**
 * Runs a command in a process group of its own and leaves nothing of the group behind: not when the command ends, not
 * when `signal` aborts it, and not when this process is killed. A test run starts databases and servers, which only a whole
 * group takes along.
 *
 * @returns the command's exit code, 1 when a signal ended it
 * @throws the signal's reason when aborted
 */
export async function runInGroup(
  command: string,
  args: string[],
  { cwd, signal }: { cwd: string; signal: AbortSignal },
): Promise<number> {
  signal.throwIfAborted();
  const child = execa(command, args, {
    cwd,
    detached: true,
    reject: false,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${command} cannot be started`, { cause: await child });
  const release = endGroupShouldWeDie(pid);
  const interrupt = () => signalGroup(pid, 'SIGINT');
  signal.addEventListener('abort', interrupt);
  try {
    const { exitCode } = await child;
    signal.throwIfAborted();
    return exitCode ?? 1;
  } finally {
    signal.removeEventListener('abort', interrupt);
    await endGroup(pid);
    release();
  }
}

/**
 * Has a shell of its own wait for the end of a pipe that only we hold open: the one thing that even SIGKILL cannot keep from
 * happening.
 *
 * @returns sends the shell away
 */
function endGroupShouldWeDie(pid: number): () => void {
  const shell = spawn('sh', ['-c', 'read -r _; kill -s TERM -- "-$0"', String(pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  return () => void shell.kill('SIGKILL');
}

async function endGroup(pid: number): Promise<void> {
  const deadline = Date.now() + SECONDS_TO_END * 1000;
  while (signalGroup(pid, 'SIGTERM')) {
    if (Date.now() > deadline) {
      signalGroup(pid, 'SIGKILL');
      return;
    }
    await delay(100);
  }
}

/** Whether the group had anyone left to get the signal. */
function signalGroup(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}
