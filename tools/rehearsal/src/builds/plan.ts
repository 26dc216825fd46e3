import { mainTip, type Phase, Refusal, readBranchPhases, readPhases } from '@photos/phases';
import { execa } from 'execa';

type PlannedPhase = Pick<Phase, 'number' | 'name' | 'commit'>;

/** The phases to rehearse, in order, and what the user should know about them. */
export interface Plan {
  /** 0: they are not published. */
  edition: number;
  phases: PlannedPhase[];
  notices: string[];
}

/**
 * Chooses the commits to rehearse. If they are to be undone again, they end before the first one that
 * there is no way back from, unless `to` says otherwise.
 *
 * @throws Refusal when there is no history, no phase in the range, or no way back
 */
export async function planFrom(
  repository: string,
  range: { from?: number; to?: number; undo?: boolean },
): Promise<Plan> {
  const notices: string[] = [];
  if (await isDirty(repository)) {
    notices.push('Commits are rehearsed: what is not committed yet in this checkout is left out.');
  }
  const { edition, phases } = await phasesOf(repository, notices);
  const { from = phases[0]?.number ?? 0, to = phases.at(-1)?.number ?? 0 } = range;
  for (const number of [from, to]) {
    if (!phases.some((phase) => phase.number === number)) {
      const known = phases.map((phase) => `${phase.number} (${phase.name})`).join(', ');
      throw new Refusal(
        [...notices, `There is no phase ${number}. There are: ${known}`].join('\n'),
      );
    }
  }
  if (from > to) throw new Refusal(`--from ${from} comes after --to ${to}`);
  const chosen = phases.filter(({ number }) => number >= from && number <= to);
  if (!range.undo) return { edition, phases: chosen, notices };
  const undoable = await beforeNoReturn(repository, chosen);
  const [next] = chosen.slice(undoable.length);
  if (undoable.length < 2)
    throw new Refusal('--undo needs a phase to go back to: see --from and --to');
  if (range.to !== undefined && next !== undefined) {
    throw new Refusal(
      `There is no way back from phase ${next.number}: use --to ${next.number - 1} or less`,
    );
  }
  return { edition, phases: undoable, notices };
}

/** The phases up to the first that can't be undone. The one to start with needs no way back. */
async function beforeNoReturn(repository: string, phases: PlannedPhase[]): Promise<PlannedPhase[]> {
  for (const [index, { commit }] of phases.entries()) {
    const { undo } = await phaseFileAt(repository, commit);
    if (index > 0 && !undo) return phases.slice(0, index);
  }
  return phases;
}

const NO_MAIN = [
  "This clone has no main: whether HEAD is published can't be told. The newest edition known here is rehearsed.",
  "To rehearse HEAD's own commits: git fetch origin main:refs/remotes/origin/main",
].join(' ');

/** The newest edition's phases, those of a branch that is not on main, or what is checked out while there are none. */
async function phasesOf(repository: string, notices: string[]): Promise<Omit<Plan, 'notices'>> {
  const published = await readPhases(repository).catch((error) => error as Error);
  if (published instanceof Error) {
    const head = await headPhase(repository);
    if (head === undefined || !(published instanceof Refusal)) throw published;
    notices.push(`HEAD (${short(head)}) is rehearsed as the only phase. ${published.message}`);
    return { edition: 0, phases: [head] };
  }
  const branch = await readBranchPhases(repository);
  if (branch === undefined) {
    if (!(await canTellIfPublished(repository, published))) notices.push(NO_MAIN);
    return { edition: published[0]?.edition ?? 0, phases: published };
  }
  const head = branch.at(-1) as PlannedPhase;
  notices.push(
    `HEAD (${short(head)}) is not on main: it is rehearsed as phase ${head.number}, the last one, on top of the phases below it.`,
  );
  return { edition: 0, phases: branch };
}

/** Without `main`, HEAD is surely published where it is a phase, or has the files of the last one, as an edition's merge does. */
async function canTellIfPublished(repository: string, published: PlannedPhase[]): Promise<boolean> {
  if ((await mainTip(repository)) !== undefined) return true;
  const head = await git(repository, 'rev-parse', 'HEAD');
  if (published.some(({ commit }) => commit === head)) return true;
  const trees = [head, published.at(-1)?.commit].map((commit) => `${commit}^{tree}`);
  const [ours, last] = (await git(repository, 'rev-parse', ...trees)).split('\n');
  return ours === last;
}

const short = ({ commit }: PlannedPhase) => commit.slice(0, 7);

/** The phase that HEAD's own `infra/phase.json` tells of. */
async function headPhase(repository: string) {
  try {
    const commit = await git(repository, 'rev-parse', 'HEAD');
    const { number, name } = await phaseFileAt(repository, commit);
    return { number, name, commit };
  } catch {
    return undefined;
  }
}

async function phaseFileAt(
  repository: string,
  commit: string,
): Promise<{ number: number; name: string; undo?: unknown }> {
  return JSON.parse(await git(repository, 'show', `${commit}:infra/phase.json`));
}

async function isDirty(repository: string): Promise<boolean> {
  const { stdout, exitCode } = await execa(
    'git',
    ['status', '--porcelain', '--untracked-files=normal'],
    {
      cwd: repository,
      reject: false,
    },
  );
  return exitCode === 0 && stdout !== '';
}

async function git(cwd: string, ...args: string[]): Promise<string> {
  return (await execa('git', args, { cwd })).stdout;
}
