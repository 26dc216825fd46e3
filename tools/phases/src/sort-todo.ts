/**
 * Puts the steps of a git rebase in the order of an edition: the baseline's commits first, then the phases. Every commit keeps
 * the fixups that git has put behind it.
 *
 * @param todo git's list of steps
 * @param phases full commit ids in the order of the phases; those that the list does not have are added to it
 */
export function sortTodo(todo: string, phases: string[]): string {
  const baseline: string[] = [];
  const byPhase = new Map(phases.map((commit) => [commit, [`pick ${commit}`]]));
  let group = baseline;
  for (const line of todo.split('\n')) {
    if (line === '' || line.startsWith('#') || line === 'noop') continue;
    const [step = '', commit = ''] = line.split(' ');
    if (step !== 'fixup' && step !== 'squash') {
      const phase = phases.find((id) => id.startsWith(commit));
      group = phase === undefined ? baseline : [];
      if (phase !== undefined) byPhase.set(phase, group);
    }
    group.push(line);
  }
  return `${[...baseline, ...[...byPhase.values()].flat()].join('\n')}\n`;
}
