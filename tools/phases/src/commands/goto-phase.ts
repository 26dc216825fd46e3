import { ExecaError } from 'execa';
import pc from 'picocolors';
import { columns } from '../columns.ts';
import { git, gitLines } from '../git.ts';
import type { Phase } from '../phases.ts';
import { rebaseUnderWay } from '../rebase.ts';
import { Refusal } from '../refusal.ts';
import { currentBranch, requireCleanTree } from '../repository.ts';

/**
 * `phase goto`: checks a phase out, on no branch, and says what to read and run there.
 *
 * @throws Refusal when there is uncommitted work, and in the middle of a replay or the like
 */
export async function gotoPhase(repo: string, phase: Phase): Promise<void> {
  await requireNoRebase(repo, phase);
  await requireCleanTree(repo, 'going to another phase');
  const branch = await currentBranch(repo);
  const leftBehind = await commitOnNoBranch(repo, branch);
  await switchTo(repo, phase.commit);

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

/** A rebase would go on from the phase, without the commits that it has made. */
async function requireNoRebase(repo: string, { number }: Phase): Promise<void> {
  if (!(await rebaseUnderWay(repo))) return;
  const look = `

Or look at the phase without leaving:

  pnpm phase diff ${number}`;
  throw new Refusal(`A replay, or another rebase, is under way. Finish it, or go back to where it began:

  pnpm edition replay --continue
  pnpm edition replay --abort${number > 0 ? look : ''}`);
}

/** @throws Refusal with git's words when it does not go there */
async function switchTo(repo: string, commit: string): Promise<void> {
  const settings = ['-c', 'advice.detachedHead=false'];
  try {
    // Unlike `checkout`, `switch` refuses in the middle of a merge or a cherry-pick.
    await git(repo, [...settings, 'switch', '--quiet', '--detach', commit]);
  } catch (error) {
    const said = error instanceof ExecaError ? error.stderr : undefined;
    throw said ? new Refusal(`${said}`) : error;
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
