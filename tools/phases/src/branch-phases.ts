import type { PlannedPhase } from './edition-plan.ts';
import { git, gitLines, isAncestor } from './git.ts';
import { mainTip } from './main-line.ts';
import { readPhaseFile } from './phase-file.ts';

/**
 * The phases of a branch that `main` does not hold: HEAD, as the phase that its `infra/phase.json` names, on top of the phases
 * that its history goes through. Later phases are left out, for they don't have what the branch changes. Undefined when `main`
 * holds HEAD, or isn't here, or HEAD says no phase.
 */
export async function readBranchPhases(repo: string): Promise<PlannedPhase[] | undefined> {
  const main = await mainTip(repo);
  if (main === undefined || (await isAncestor(repo, 'HEAD', main))) return undefined;
  const head = await git(repo, ['rev-parse', 'HEAD']);
  const file = await readPhaseFile(repo, head);
  if (file === undefined) return undefined;

  const phases = [{ number: file.number, name: file.name, commit: head }];
  // A phase ends where the next one begins: below the commit that has the file say the next number.
  for (const commit of await gitLines(repo, ['log', '--format=%H', '--', 'infra/phase.json'])) {
    const next = phases[0]?.number ?? 0;
    if ((await readPhaseFile(repo, commit))?.number !== next) continue;
    const [below = ''] = await gitLines(repo, ['log', '-1', '--format=%P', commit]);
    const [parent = ''] = below.split(' ');
    const before = parent === '' ? undefined : await readPhaseFile(repo, parent);
    if (before?.number !== next - 1) continue;
    phases.unshift({ number: before.number, name: before.name, commit: parent });
  }
  return phases;
}
