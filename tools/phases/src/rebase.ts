import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { git, gitLines } from './git.ts';
import { Refusal } from './refusal.ts';

const SEQUENCE_EDITOR = fileURLToPath(new URL('sequence-editor.ts', import.meta.url));

/** Nobody is asked to edit a message: `git commit --fixup=reword:<commit>` is how to change one. */
const KEEP_MESSAGES = { GIT_EDITOR: 'true' };

/** Whether git is in the middle of a rebase here. */
export async function rebaseUnderWay(repo: string): Promise<boolean> {
  const directory = resolve(repo, await git(repo, ['rev-parse', '--git-path', 'rebase-merge']));
  return access(directory).then(
    () => true,
    () => false,
  );
}

/**
 * Rebases the branch onto `base`: its own commits, then the phases, with every fixup folded in.
 *
 * @param phases the phases' commits in order, whether the branch has them already or not
 * @throws Refusal when git stops at a conflict
 */
export async function rebaseEdition(repo: string, base: string, phases: string[]): Promise<void> {
  await rebase(
    repo,
    ['--interactive', '--autosquash', '--no-rebase-merges', '--empty=drop', base],
    {
      GIT_SEQUENCE_EDITOR: `${shellQuote(process.execPath)} ${shellQuote(SEQUENCE_EDITOR)}`,
      REPLAY_PHASES: phases.join(' '),
    },
  );
}

/** @throws Refusal when git stops at the next conflict */
export async function continueRebase(repo: string): Promise<void> {
  await rebase(repo, ['--continue']);
}

/** Puts the branch back to where it was. */
export async function abortRebase(repo: string): Promise<void> {
  await rebase(repo, ['--abort']);
}

/** The settings are those that would change the shape of what the sequence editor reads. */
async function rebase(repo: string, args: string[], env: Record<string, string> = {}) {
  const settings = [
    'rebase.abbreviateCommands=false',
    'rebase.updateRefs=false',
    'core.commentChar=#',
  ];
  const options = settings.flatMap((setting) => ['-c', setting]);
  const { exitCode, stderr, stdout } = await execa('git', [...options, 'rebase', ...args], {
    cwd: repo,
    env: { ...KEEP_MESSAGES, ...env },
    stdin: 'ignore',
    reject: false,
  });
  if (exitCode === 0) return;
  const stopped = await rebaseUnderWay(repo);
  throw new Refusal(stopped ? await describeStop(repo) : stderr || stdout);
}

async function describeStop(repo: string): Promise<string> {
  const [stoppedAt] = await gitLines(repo, ['log', '-1', '--format=%h %s', 'REBASE_HEAD']);
  const files = await gitLines(repo, ['diff', '--name-only', '--diff-filter=U', '--relative']);
  const conflicts = files.map((file) => `  ${file}`).join('\n');
  return `Stopped at ${stoppedAt}, which conflicts in

${conflicts}

Resolve it as in any rebase: edit these files, \`git add\` them, then

  pnpm edition replay --continue
  pnpm edition replay --abort       puts the branch back to where it was`;
}

function shellQuote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
