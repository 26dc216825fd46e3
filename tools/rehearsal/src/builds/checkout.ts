import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { checkoutWorktree } from '@photos/phases';
import { execa } from 'execa';

/**
 * Checks a commit out into `directory`, a worktree of `repository`. One that is there already gets
 * back the files it should have: whoever made it may have been killed half-way. What git ignores,
 * such as installed packages, stays.
 *
 * @throws ExecaError with git's words
 */
export async function checkOut(
  commit: string,
  directory: string,
  repository: string,
): Promise<void> {
  if (await restore(commit, directory)) return;
  await rm(directory, { recursive: true, force: true });
  // What git remembers of a worktree that is gone would be in the way, twice forced also when git
  // was killed while it made it. Mostly there is nothing to remove, which fails.
  const forget = ['worktree', 'remove', '--force', '--force', directory];
  await execa('git', forget, { cwd: repository, reject: false });
  await checkoutWorktree(commit, directory, repository);
}

/** Whether there is a worktree that git could bring back to the commit. */
async function restore(commit: string, directory: string): Promise<boolean> {
  const gitFile = join(directory, '.git');
  if (!existsSync(gitFile)) return false;
  // Both named: git must not look further up, where the user's own checkout is.
  const where = [`--git-dir=${gitFile}`, `--work-tree=${directory}`];
  const reset = [...where, 'reset', '--quiet', '--hard', commit];
  return !(await execa('git', reset, { cwd: directory, reject: false })).failed;
}
