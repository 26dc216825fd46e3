import pc from 'picocolors';
import { columns } from '../columns.ts';
import { git, isAncestor, resolveCommit } from '../git.ts';
import type { Phase } from '../phases.ts';
import { currentBranch } from '../repository.ts';

/** `phase list`: prints the phases of an edition, and where HEAD is. */
export async function listPhases(repo: string, phases: Phase[]): Promise<void> {
  const head = await resolveCommit(repo, 'HEAD');
  const rows = phases.map(({ number, tag, commit, title }) => [
    commit === head ? '→' : ' ',
    String(number),
    tag,
    commit.slice(0, 7),
    title,
  ]);
  const [header = '', ...lines] = columns([[' ', 'N', 'Tag', 'Commit', 'What it does'], ...rows]);
  console.log(`Edition ${phases[0]?.edition}\n`);
  console.log(pc.dim(header));
  for (const line of lines) console.log(line.startsWith('→') ? pc.bold(line) : line);
  console.log(`\n${await describeHead(repo, phases)}`);
}

async function describeHead(repo: string, phases: Phase[]): Promise<string> {
  const head = await git(repo, ['rev-parse', 'HEAD']);
  const branch = await currentBranch(repo);
  const you = branch ? `You are on branch ${branch}` : 'You are on no branch';
  const here = phases.find((phase) => phase.commit === head);
  if (here) return `${you}, at ${here.tag}.`;
  for (const phase of phases.toReversed()) {
    if ((await treeOf(repo, phase.commit)) === (await treeOf(repo, head))) {
      return `${you}, at ${head.slice(0, 7)}: the same files as ${phase.tag}.`;
    }
    if (await isAncestor(repo, phase.commit, head)) {
      const count = await git(repo, ['rev-list', '--count', `${phase.commit}..${head}`]);
      return `${you}, at ${head.slice(0, 7)}: ${count} ${count === '1' ? 'commit' : 'commits'} after ${phase.tag}.`;
    }
  }
  return `${you}, at ${head.slice(0, 7)}: not on these phases' line.`;
}

function treeOf(repo: string, commit: string): Promise<string> {
  return git(repo, ['rev-parse', `${commit}^{tree}`]);
}
