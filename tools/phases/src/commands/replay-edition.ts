import { commitsSince } from '../branch-commits.ts';
import { columns } from '../columns.ts';
import { baselineTip, readEditions } from '../editions.ts';
import { NO_MAIN } from '../main-line.ts';
import { abortRebase, continueRebase, rebaseEdition, rebaseUnderWay } from '../rebase.ts';
import { Refusal } from '../refusal.ts';
import { currentBranch, requireCleanTree } from '../repository.ts';

/**
 * `edition replay`: makes the branch hold the baseline's commits and, on top of them, one commit a phase. Phases that the
 * branch doesn't have come from the newest edition; fixups are folded into their commits.
 *
 * @throws Refusal at a conflict, and where there is nothing to replay
 */
export async function replayEdition(repo: string): Promise<void> {
  if (await rebaseUnderWay(repo)) {
    throw new Refusal(`A replay is under way. Finish it, or go back to where it began:

  pnpm edition replay --continue
  pnpm edition replay --abort`);
  }
  await requireCleanTree(repo, 'replaying the phases');
  await requireBranch(repo);
  const base = await baselineTip(repo);
  if (!base) throw new Refusal(NO_MAIN);
  await rebaseEdition(repo, base, await phasesToReplay(repo, base));
  await describeBranch(repo);
}

/** `edition replay --continue`: goes on after a conflict. */
export async function continueReplay(repo: string): Promise<void> {
  await requireReplay(repo);
  await continueRebase(repo);
  await describeBranch(repo);
}

/** `edition replay --abort`: puts the branch back to where it was. */
export async function abortReplay(repo: string): Promise<void> {
  await requireReplay(repo);
  await abortRebase(repo);
  console.log('The branch is back to where it was before the replay.');
}

/** The branch's own phases, if it has any, else the newest edition's. */
async function phasesToReplay(repo: string, base: string): Promise<string[]> {
  const [newest] = await readEditions(repo);
  const own = (await commitsSince(repo, base)).filter(({ phase }) => phase !== undefined);
  if (own.length === 0) {
    return (newest?.phases ?? []).filter(({ number }) => number > 0).map(({ commit }) => commit);
  }
  const outdated = own.find(({ edition }) => newest && edition && edition < newest.number);
  if (newest && outdated) {
    throw new Refusal(`Edition ${newest.number} was published after this branch got its phases, and may have changed them.
Start again from there, bring your own commits, and fold your fixes in once more:

  pnpm edition start another-branch
  git cherry-pick <your commits of the baseline>
  pnpm edition replay`);
  }
  return own
    .toSorted((a, b) => (a.phase?.number ?? 0) - (b.phase?.number ?? 0))
    .map(({ commit }) => commit);
}

async function requireBranch(repo: string): Promise<void> {
  const branch = await currentBranch(repo);
  if (branch && branch !== 'main') return;
  throw new Refusal(`${branch ? 'main is never rewritten' : 'You are on no branch'}: an edition is made on a branch of its own.
Start one with \`pnpm edition start\`, or go to yours with \`git switch <branch>\`.`);
}

async function requireReplay(repo: string): Promise<void> {
  if (!(await rebaseUnderWay(repo))) throw new Refusal('No replay is under way.');
}

async function describeBranch(repo: string): Promise<void> {
  const base = await baselineTip(repo);
  const commits = base ? await commitsSince(repo, base) : [];
  const phases = commits.filter(({ phase }) => phase !== undefined);
  const rows = phases.map(({ commit, phase, title }) => [
    `phase-${phase?.number}-${phase?.name}`,
    commit.slice(0, 7),
    title,
  ]);
  const others = commits.length - phases.length;
  console.log(
    `${others} ${others === 1 ? 'commit' : 'commits'} of the baseline, and on top of them:\n`,
  );
  for (const line of columns(rows)) console.log(line);
  console.log(`
git commit --fixup <commit>, then pnpm edition replay    mends a phase
pnpm edition publish                                     checks every phase and merges the edition into main`);
}
