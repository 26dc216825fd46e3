import { buildMerge, buildPhases } from '../build-edition.ts';
import { requireGreen } from '../check-edition.ts';
import { planEdition } from '../edition-plan.ts';
import { git, gitLines, resolveCommit } from '../git.ts';
import { readPhases } from '../phases.ts';
import { rebaseUnderWay } from '../rebase.ts';
import { Refusal } from '../refusal.ts';
import { currentBranch, requireCleanTree } from '../repository.ts';

/**
 * `edition publish`: checks every phase of the branch and merges them into `main` as a new edition. Until every phase is green
 * nothing but commits that no branch holds comes to be; then `main` and the branch move in one step, or neither does.
 *
 * @param summary a few words on what the edition is about, for `main`'s history; may be empty
 * @throws Refusal when anything is not as it should be
 */
export async function publishEdition(repo: string, summary: string): Promise<void> {
  requirePlainSummary(summary);
  if (await rebaseUnderWay(repo)) throw new Refusal('A replay is under way: finish it first.');
  await requireCleanTree(repo, 'publishing');
  const branch = await requireBranch(repo);
  await requireMainFree(repo, branch);
  const before = {
    main: await resolveCommit(repo, 'refs/heads/main'),
    branch: await git(repo, ['rev-parse', 'HEAD']),
  };
  const plan = await planEdition(repo);

  if (plan.strays.length > 0) {
    console.warn(`main has commits that belong to no edition. This one will undo them, unless the baseline has them too:

${plan.strays.map((stray) => `  ${stray}`).join('\n')}
`);
  }
  console.log(`Edition ${plan.edition}: checking phases 0 to ${plan.phases.length - 1}`);
  const phases = await buildPhases(repo, plan);
  await requireGreen(repo, phases);

  const merge = await buildMerge(repo, plan, phases, summary);
  const moves = [moveRef('main', merge, before.main)];
  const last = phases.at(-1);
  if (last && branch !== 'main') moves.push(moveRef(branch, last.commit, before.branch));
  await git(repo, ['update-ref', '-m', `edition ${plan.edition}`, '--stdin'], {
    input: moves.join(''),
  });
  await readPhases(repo); // sets the tags
  console.log(`
Edition ${plan.edition} is on main (${merge.slice(0, 7)}). To share it:

  git push origin main
  git push --force origin 'refs/tags/phase-*' 'refs/tags/e*'`);
}

/** Somebody who writes the whole title would have its beginning twice. */
function requirePlainSummary(summary: string): void {
  if (!/^edition \d/i.test(summary.trim())) return;
  throw new Refusal(
    'Give only the words on what it is about: "Edition <number>: " is put before them.',
  );
}

/** An instruction for `git update-ref`, which refuses all of them when a branch is no longer where it was. */
function moveRef(branch: string, to: string, from: string | undefined): string {
  return `update refs/heads/${branch} ${to} ${from ?? '0'.repeat(to.length)}\n`;
}

async function requireBranch(repo: string): Promise<string> {
  const branch = await currentBranch(repo);
  if (branch) return branch;
  throw new Refusal(`You are on no branch. An edition is published from the branch it was made on:

  git switch <branch>`);
}

/** Moving a branch under another worktree would make its files look changed. */
async function requireMainFree(repo: string, branch: string): Promise<void> {
  if (branch === 'main') return;
  const lines = await gitLines(repo, ['worktree', 'list', '--porcelain']);
  const at = lines.indexOf('branch refs/heads/main');
  if (at === -1) return;
  const path = lines
    .slice(0, at)
    .findLast((line) => line.startsWith('worktree '))
    ?.slice('worktree '.length);
  throw new Refusal(
    `main is checked out in ${path}, and would move under it. Go to another branch there first.`,
  );
}
