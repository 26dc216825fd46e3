import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { git } from './git.ts';

/** A checkout of one commit beside the user's own. */
export type Worktree = {
  dir: string;
  /** Deletes the directory and what git remembers of it. */
  remove(): Promise<void>;
};

/**
 * Checks `commit` out into `dir`, which must not exist or be empty, as a git worktree on no branch.
 *
 * @param repoDir the checkout whose history holds the commit
 */
export async function checkoutWorktree(
  commit: string,
  dir: string,
  repoDir: string = process.cwd(),
): Promise<Worktree> {
  await git(repoDir, ['worktree', 'add', '--quiet', '--detach', dir, commit]);
  return {
    dir,
    async remove() {
      // Not git's own removal first: it gives up when something still writes into the directory.
      await rm(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
      await git(repoDir, ['worktree', 'remove', '--force', dir]);
      // What ran in it may have made worktrees inside, as a rehearsal does.
      await git(repoDir, ['worktree', 'prune']);
    },
  };
}

/** Runs `work` in a temporary worktree of `commit`, which is gone afterwards whatever happened. */
export async function inTemporaryWorktree<T>(
  repo: string,
  commit: string,
  name: string,
  work: (dir: string) => Promise<T>,
): Promise<T> {
  const parent = await mkdtemp(join(await realpath(tmpdir()), 'photos-phases-'));
  try {
    const worktree = await checkoutWorktree(commit, join(parent, name), repo);
    try {
      return await work(worktree.dir);
    } finally {
      await worktree.remove();
    }
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
}
