import { baselineTip, readEditions } from '../editions.ts';
import { git, resolveCommit } from '../git.ts';
import { NO_MAIN } from '../main-line.ts';
import { Refusal } from '../refusal.ts';
import { requireCleanTree } from '../repository.ts';

/**
 * `edition start`: makes a branch at the newest phase 0 and goes there.
 *
 * @param name the branch; by default `edition-` and the number that the edition is going to have
 */
export async function startEdition(repo: string, name: string | undefined): Promise<void> {
  await requireCleanTree(repo, 'starting an edition');
  const base = await baselineTip(repo);
  if (!base) throw new Refusal(NO_MAIN);
  const [newest] = await readEditions(repo);
  const branch = name ?? `edition-${(newest?.number ?? 0) + 1}`;
  if (await resolveCommit(repo, `refs/heads/${branch}`)) {
    throw new Refusal(`There is a branch ${branch} already. Go on there with \`git switch ${branch}\`,
or name another: \`pnpm edition start <branch>\`.`);
  }
  await git(repo, ['switch', '--quiet', '--no-track', '--create', branch, base]);
  const place = newest ? `edition ${newest.number}'s phase 0` : `the newest commit of main`;
  console.log(`You are on the new branch ${branch}, at ${place} (${base.slice(0, 7)}).

1. Commit here what every phase is to have.
2. pnpm edition replay     ${newest ? 'brings the phases over, on top of your commits' : 'puts the phases on top, once you have committed them'}
3. pnpm edition publish    checks every phase and merges the edition into main`);
}
