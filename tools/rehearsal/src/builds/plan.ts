import { type Phase, Refusal, readPhases } from '@photos/phases';
import { execa } from 'execa';

/** The phases to rehearse, in order, and what the user should know about them. */
export interface Plan {
  edition: number;
  phases: Pick<Phase, 'number' | 'name' | 'commit'>[];
  notices: string[];
}

/**
 * Chooses the commits to rehearse.
 *
 * @throws Refusal when there is no history, or no phase in the range
 */
export async function planFrom(
  repository: string,
  range: { from?: number; to?: number },
): Promise<Plan> {
  const notices: string[] = [];
  if (await isDirty(repository)) {
    notices.push('Commits are rehearsed: what is not committed yet in this checkout is left out.');
  }
  const phases = await phasesOf(repository, notices);
  const { from = phases[0]?.number ?? 0, to = phases.at(-1)?.number ?? 0 } = range;
  for (const number of [from, to]) {
    if (!phases.some((phase) => phase.number === number)) {
      const known = phases.map((phase) => `${phase.number} (${phase.name})`).join(', ');
      throw new Refusal(`There is no phase ${number}. There are: ${known}`);
    }
  }
  if (from > to) throw new Refusal(`--from ${from} comes after --to ${to}`);
  const chosen = phases.filter(({ number }) => number >= from && number <= to);
  return { edition: phases[0]?.edition ?? 0, phases: chosen, notices };
}

/** The newest edition's phases, or what is checked out while there are none. */
async function phasesOf(
  repository: string,
  notices: string[],
): Promise<Pick<Phase, 'number' | 'name' | 'commit' | 'edition'>[]> {
  try {
    return await readPhases(repository);
  } catch (error) {
    const head = await headPhase(repository);
    if (head === undefined || !(error instanceof Refusal)) throw error;
    notices.push(
      `No phase is published in this history: HEAD (${head.commit.slice(0, 7)}) is rehearsed as the only one.`,
    );
    return [head];
  }
}

/** The phase that HEAD's own `infra/phase.json` tells of. */
async function headPhase(repository: string) {
  try {
    const commit = await git(repository, 'rev-parse', 'HEAD');
    const file = JSON.parse(await git(repository, 'show', 'HEAD:infra/phase.json')) as {
      number: number;
      name: string;
    };
    return { number: file.number, name: file.name, commit, edition: 0 };
  } catch {
    return undefined;
  }
}

async function isDirty(repository: string): Promise<boolean> {
  const { stdout, exitCode } = await execa('git', ['status', '--porcelain'], {
    cwd: repository,
    reject: false,
  });
  return exitCode === 0 && stdout !== '';
}

async function git(cwd: string, ...args: string[]): Promise<string> {
  return (await execa('git', args, { cwd })).stdout;
}
