import { isAncestor, resolveCommit } from './git.ts';

/** What to tell where {@link mainTip} is undefined and `main` is needed. */
export const NO_MAIN = `There is no branch main here. Fetch it:

  git fetch origin main:main`;

/**
 * The newest commit of `main` that this repository knows: the local branch, or the remote's when that is ahead or there is
 * no local one. Undefined when neither is here, as in a clone of another single branch.
 */
export async function mainTip(repo: string): Promise<string | undefined> {
  const local = await resolveCommit(repo, 'refs/heads/main');
  const remote = await resolveCommit(repo, 'refs/remotes/origin/main');
  if (local && remote && (await isAncestor(repo, local, remote))) return remote;
  return local ?? remote;
}
