import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkOut } from './checkout.ts';
import { withLock } from './lock.ts';
import { pnpm } from './pnpm.ts';

export interface BuildOptions {
  repository: string;
  /** `.rehearsal` of the repository. */
  directory: string;
  signal: AbortSignal;
  /** Called as a build goes on: "installing", "building". */
  onProgress(activity: string): void;
}

/**
 * Gives a built checkout of a commit, in a worktree of its own. Once built it is used again by
 * every later rehearsal, since a commit never changes. Two rehearsals at once build it only once.
 *
 * @returns its directory
 * @throws BuildFailed with the end of the output
 */
export async function buildCommit(commit: string, options: BuildOptions): Promise<string> {
  const { repository, directory, signal, onProgress } = options;
  const worktrees = join(directory, 'worktrees');
  const checkout = join(worktrees, commit);
  const built = join(worktrees, `${commit}.built`);
  if (existsSync(built) && existsSync(checkout)) return checkout;
  await mkdir(worktrees, { recursive: true });
  const onWait = (pid: number) => onProgress(`waiting for process ${pid}, which builds it`);
  return withLock(join(worktrees, `${commit}.lock`), { signal, onWait }, async () => {
    if (existsSync(built) && existsSync(checkout)) return checkout;
    onProgress('checking out');
    await checkOut(commit, checkout, repository);
    const run = { cwd: checkout, signal, logFile: join(worktrees, `${commit}.log`) };
    onProgress('installing');
    await pnpm(['install', '--frozen-lockfile', '--prefer-offline'], run);
    onProgress('building');
    // One cache for all worktrees: what two phases have in common is built once.
    const cache = join(directory, 'turbo-cache');
    await pnpm(
      ['exec', 'turbo', 'run', 'build', '--output-logs=errors-only', `--cache-dir=${cache}`],
      run,
    );
    await writeFile(built, '');
    return checkout;
  });
}
