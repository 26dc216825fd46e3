import { gitLines } from './git.ts';
import { mainTip } from './main-line.ts';
import { type Phase, readAllPhases } from './phases.ts';

/** A published edition: a merge commit on `main` and the phases it brought. */
export type Edition = {
  number: number;
  /** The merge commit. */
  commit: string;
  /** The day it was published, such as 2026-03-01. */
  date: string;
  title: string;
  phases: Phase[];
};

/** What `git log --first-parent main` tells: the published editions, newest first. */
export async function readEditions(repo: string): Promise<Edition[]> {
  const tip = await mainTip(repo);
  if (!tip) return [];
  const phases = await readAllPhases(repo);
  const merges = await gitLines(repo, [
    'log',
    '--first-parent',
    '--merges',
    '--date=short',
    '--format=%H%x1f%P%x1f%cd%x1f%s',
    tip,
  ]);
  return merges.flatMap((line) => {
    const [commit = '', parents = '', date = '', title = ''] = line.split('\x1f');
    const lastPhase = phases.find((phase) => phase.commit === parents.split(' ')[1]);
    if (!lastPhase) return [];
    const number = lastPhase.edition;
    const itsPhases = phases.filter((phase) => phase.edition === number);
    return [{ number, commit, date, title, phases: itsPhases }];
  });
}

/**
 * Where the baseline line has got to: the newest edition's phase 0, or `main` itself while nothing is published. New editions
 * are built on top of it.
 */
export async function baselineTip(repo: string): Promise<string | undefined> {
  const [newest] = await readEditions(repo);
  return newest?.phases.find(({ number }) => number === 0)?.commit ?? (await mainTip(repo));
}
