import pc from 'picocolors';
import { columns } from '../columns.ts';
import { git, gitLines } from '../git.ts';
import type { Phase } from '../phases.ts';
import { currentBranch, requireCleanTree } from '../repository.ts';

/**
 * `phase goto`: checks a phase out, on no branch, and says what to read and run there.
 *
 * @throws Refusal when there is uncommitted work
 */
export async function gotoPhase(repo: string, phase: Phase): Promise<void> {
  await requireCleanTree(repo, 'going to another phase');
  const branch = await currentBranch(repo);
  const leftBehind = await commitOnNoBranch(repo, branch);
  await git(repo, [
    '-c',
    'advice.detachedHead=false',
    'checkout',
    '--quiet',
    '--detach',
    phase.commit,
  ]);

  console.log(`You are at ${pc.bold(phase.tag)} (${phase.commit.slice(0, 7)}): ${phase.title}\n`);
  const page = await pageAbout(repo, phase);
  const hints = [
    ...(page ? [['Read', page]] : []),
    ...(phase.number > 0
      ? [[page ? '' : 'Read', `pnpm phase diff ${phase.number}`, 'what this phase changes']]
      : []),
    ['Run', 'pnpm test', 'its tests'],
    ['', 'pnpm dev', 'its app, in the browser'],
    ['Back', `git switch ${branch ?? 'main'}`],
  ];
  for (const line of columns(hints)) console.log(line);
  if (leftBehind) {
    const short = leftBehind.slice(0, 7);
    console.log(
      `\nYour commits up to ${short} are on no branch. Keep them: git branch my-work ${short}`,
    );
  }
}

async function commitOnNoBranch(repo: string, branch: string | undefined) {
  if (branch) return undefined;
  const holders = await gitLines(repo, ['for-each-ref', '--count=1', '--contains=HEAD']);
  return holders.length === 0 ? git(repo, ['rev-parse', 'HEAD']) : undefined;
}

/** The page of docs/ that has the phase's number and name. */
async function pageAbout(repo: string, { number, name }: Phase): Promise<string | undefined> {
  const files = await gitLines(repo, ['ls-tree', '-r', '--name-only', 'HEAD', 'docs/']);
  return files.find((file) => file.endsWith(`${number}-${name}.md`));
}
