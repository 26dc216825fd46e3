import { runInGroup } from './process-group.ts';

/**
 * Runs pnpm in `cwd`, on the user's terminal: the very pnpm that runs us, which need not be on the PATH.
 *
 * @returns whether it went well
 * @throws the signal's reason when aborted
 */
export async function pnpm(cwd: string, args: string[], signal: AbortSignal): Promise<boolean> {
  const [command = '', ...first] = pnpmCommand(process.env.npm_execpath);
  return (await runInGroup(command, [...first, ...args], { cwd, signal })) === 0;
}

function pnpmCommand(execPath: string | undefined): string[] {
  if (!execPath) return ['pnpm'];
  // pnpm is a script for Node.js or a program, depending on how it was installed.
  return /\.[cm]?js$/.test(execPath) ? [process.execPath, execPath] : [execPath];
}
