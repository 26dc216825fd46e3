import { gitOnTerminal } from '../git.ts';
import { findPhase, type Phase } from '../phases.ts';
import { Refusal } from '../refusal.ts';

/**
 * `phase diff`: shows what a phase changes, in git's pager.
 *
 * @param paths files and directories to look at; none is all
 * @returns git's exit code
 * @throws Refusal for the first phase, which has none before it
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
  const options = stat ? ['--stat'] : [];
  return gitOnTerminal(repo, ['diff', ...options, before.commit, phase.commit, '--', ...paths]);
}
