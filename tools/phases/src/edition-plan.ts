import { type BranchCommit, commitsSince } from './branch-commits.ts';
import { baselineTip, readEditions } from './editions.ts';
import { gitLines, isAncestor, resolveCommit } from './git.ts';
import { mainTip, NO_MAIN } from './main-line.ts';
import { readPhaseFile } from './phase-file.ts';
import { Refusal } from './refusal.ts';

export type PlannedPhase = { number: number; name: string; commit: string };

/** The edition that HEAD would make: its phases from 0 on, before they carry the trailers. */
export type EditionPlan = {
  edition: number;
  previousMain: string;
  phases: PlannedPhase[];
  /** Commits made on `main` since the last edition, as `git log --oneline` shows them: the new one undoes them. */
  strays: string[];
};

/**
 * Looks at everything about an edition that git alone can tell.
 *
 * @throws Refusal naming the first thing that is not as it should be
 */
export async function planEdition(repo: string): Promise<EditionPlan> {
  const previousMain = await mainTip(repo);
  const base = await baselineTip(repo);
  if (!previousMain || !base) throw new Refusal(NO_MAIN);
  const [newest] = await readEditions(repo);
  await requireRemoteIncluded(repo, previousMain);
  if (newest && (await isAncestor(repo, 'HEAD', previousMain))) {
    throw new Refusal(`There is nothing to publish: what is checked out is part of edition ${newest.number} already.
A new edition starts with \`pnpm edition start\`.`);
  }
  if (!(await isAncestor(repo, base, 'HEAD'))) {
    throw new Refusal(`The baseline has moved since this branch was started: it does not have ${base.slice(0, 7)}.
Bring it over with \`pnpm edition replay\`.`);
  }
  const commits = await commitsSince(repo, base);
  const phases = [await phaseZero(repo, commits, base), ...phaseCommits(commits)];
  requireNoFewerPhases(phases, newest);
  for (const phase of phases.slice(1)) await requirePhaseFile(repo, phase);
  const strays = newest
    ? await gitLines(repo, [
        'log',
        '--first-parent',
        '--oneline',
        `${newest.commit}..${previousMain}`,
      ])
    : [];
  return { edition: (newest?.number ?? 0) + 1, previousMain, phases, strays };
}

/** Publishing on a main that the remote's has left behind could not be pushed. */
async function requireRemoteIncluded(repo: string, main: string): Promise<void> {
  const remote = await resolveCommit(repo, 'refs/remotes/origin/main');
  if (!remote || (await isAncestor(repo, remote, main))) return;
  throw new Refusal(
    `main and origin/main have gone different ways. Make main what origin/main is, or join them, first.`,
  );
}

/** The newest commit of the baseline, which the phases stand on. */
async function phaseZero(
  repo: string,
  commits: BranchCommit[],
  base: string,
): Promise<PlannedPhase> {
  const firstPhase = commits.findIndex(({ phase }) => phase !== undefined);
  const baseline = firstPhase === -1 ? commits : commits.slice(0, firstPhase);
  const newest = baseline.at(-1)?.commit ?? base;
  const file = await readPhaseFile(repo, newest);
  if (file?.number !== 0) {
    const says = file ? `says ${file.number}-${file.name}` : 'is missing';
    throw new Refusal(
      `${newest.slice(0, 7)} is where the baseline ends, so it is to be phase 0, but its infra/phase.json ${says}.`,
    );
  }
  return { number: 0, name: file.name, commit: newest };
}

/** The phases from 1 on: nothing but them after the first, one commit each, in order. */
function phaseCommits(commits: BranchCommit[]): PlannedPhase[] {
  const phases: PlannedPhase[] = [];
  for (const { commit, title, phase, isFixup } of commits) {
    const label = `${commit.slice(0, 7)} "${title}"`;
    if (isFixup) {
      throw new Refusal(`${label} is not folded into its commit yet: run \`pnpm edition replay\`.`);
    }
    if (!phase && phases.length === 0) continue;
    if (!phase) {
      throw new Refusal(`${label} is a commit of the baseline, but stands on top of phase ${phases.length}.
\`pnpm edition replay\` moves it below the phases. If it mends a phase, make it a fixup of that phase first.`);
    }
    const expected = phases.length + 1;
    if (phase.number < expected) {
      throw new Refusal(`${label} is a second commit for phase ${phase.number}, or comes too late. A phase is one commit:
make it a fixup of phase ${phase.number}'s, then run \`pnpm edition replay\`.`);
    }
    if (phase.number > expected) {
      throw new Refusal(
        `${label} is phase ${phase.number}, but there is no phase ${expected} before it.`,
      );
    }
    phases.push({ ...phase, commit });
  }
  return phases;
}

function requireNoFewerPhases(
  phases: PlannedPhase[],
  newest: { number: number; phases: { number: number }[] } | undefined,
): void {
  const before = newest?.phases.at(-1)?.number ?? 0;
  const now = phases.length - 1;
  if (!newest || now >= before) return;
  throw new Refusal(`This branch has phases 0 to ${now}, but edition ${newest.number} has 0 to ${before}.
Bring the others over with \`pnpm edition replay\`.`);
}

async function requirePhaseFile(
  repo: string,
  { number, name, commit }: PlannedPhase,
): Promise<void> {
  const file = await readPhaseFile(repo, commit);
  if (file?.number === number && file.name === name) return;
  const says = file ? `says ${file.number}-${file.name}` : 'is missing';
  throw new Refusal(
    `${commit.slice(0, 7)} is phase ${number}-${name}, but its infra/phase.json ${says}.`,
  );
}
