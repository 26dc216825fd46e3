import { git, gitOnTerminal, gitSays } from '../git.ts';
import { findPhase, type Phase } from '../phases.ts';
import { Refusal } from '../refusal.ts';

/**
 * `phase diff`: shows what a phase changes, in git's pager.
 *
 * @param paths files and directories to look at; none is all
 * @returns git's exit code
 * @throws Refusal for the first phase, which has none before it, and for a path that neither has
 */
export async function diffPhase(
  repo: string,
  phases: Phase[],
  phase: Phase,
  { stat, paths }: { stat: boolean; paths: string[] },
): Promise<number> {
  if (phase.number === 0) {
    throw new Refusal('Phase 0 is where it starts: there is no phase before it to compare with.');
  }
  const before = findPhase(phases, String(phase.number - 1));
  await requirePaths(repo, before, phase, paths);
  const range = [before.commit, phase.commit, '--', ...paths];
  if (paths.length > 0 && (await gitSays(repo, ['diff', '--quiet', ...range]))) {
    console.error(`Phase ${phase.number} changes nothing in ${paths.join(', ')}.`);
    return 0;
  }
  const options = stat ? ['--stat'] : [];
  return gitOnTerminal(repo, ['diff', ...options, ...range]);
}

/** A name mistyped would look like a path that the phase leaves as it is. */
async function requirePaths(
  repo: string,
  before: Phase,
  phase: Phase,
  paths: string[],
): Promise<void> {
  for (const path of paths) {
    if ((await hasPath(repo, phase, path)) || (await hasPath(repo, before, path))) continue;
    throw new Refusal(`Neither phase ${phase.number} nor phase ${before.number} has ${path}.`);
  }
}

/** Whether it is anything there, also as a pattern that git knows: whether it differs from nothing at all. */
async function hasPath(repo: string, { commit }: Phase, path: string): Promise<boolean> {
  const nothing = await git(repo, ['hash-object', '-t', 'tree', '--stdin'], { input: '' });
  return !(await gitSays(repo, ['diff', '--quiet', nothing, commit, '--', path]));
}
