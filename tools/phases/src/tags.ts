import { git, gitLines } from './git.ts';
import type { Phase } from './phases.ts';

/**
 * Makes the phases' tags what the trailers say: sets missing ones, moves those that a newer edition took over, and removes
 * those that only an older edition had. Tags that are not a phase's commit are left alone. Doing it again does nothing.
 *
 * @param phases every phase of every edition
 */
export async function deriveTags(repo: string, phases: Phase[]): Promise<void> {
  const existing = await readTags(repo);
  const wanted = new Map(phases.map((phase) => [phase.tag, phase.commit]));
  const phaseCommits = new Set(phases.map((phase) => phase.commit));
  const changes: string[] = [];
  for (const [tag, commit] of wanted) {
    if (existing.get(tag) !== commit) changes.push(`update refs/tags/${tag} ${commit}`);
  }
  for (const [tag, commit] of existing) {
    const isStale = /^phase-\d+-/.test(tag) && !wanted.has(tag) && phaseCommits.has(commit);
    if (isStale) changes.push(`delete refs/tags/${tag}`);
  }
  if (changes.length > 0) {
    await git(repo, ['update-ref', '--stdin'], { input: `${changes.join('\n')}\n` });
  }
}

/** Each tag and the commit that it leads to. */
async function readTags(repo: string): Promise<Map<string, string>> {
  const format = '--format=%(refname:strip=2) %(objectname) %(*objectname)';
  const lines = await gitLines(repo, ['for-each-ref', format, 'refs/tags']);
  return new Map(
    lines.map((line) => {
      const [tag = '', object = '', annotated] = line.split(' ');
      return [tag, annotated || object];
    }),
  );
}
