import { execa } from 'execa';
import { gitLines, resolveCommit } from './git.ts';
import { Refusal } from './refusal.ts';

const NO_HISTORY = `This copy came without its history, and the phases are commits in that history.
Get a clone instead of an archive:

  git clone <address of the repository>`;

const SHALLOW = `This is a shallow clone: it came without most of its history, and the phases are commits in that history.
Fetch the rest of it, then try again:

  git fetch --unshallow --tags`;

/**
 * Makes sure that `dir` is the root of a checkout with its whole history.
 *
 * @throws Refusal for an archive without history, a shallow clone, and a repository without commits.
 */
export async function requireHistory(dir: string): Promise<void> {
  const { stdout, stderr, exitCode } = await execa(
    'git',
    ['rev-parse', '--is-shallow-repository', '--show-prefix'],
    { cwd: dir, reject: false, env: { LC_ALL: 'C' } },
  );
  if (exitCode !== 0) {
    throw new Refusal(stderr.includes('not a git repository') ? NO_HISTORY : stderr);
  }
  const [shallow, prefix] = stdout.split('\n');
  // An archive unpacked inside some other repository must not be taken for that one.
  if (prefix) throw new Refusal(NO_HISTORY);
  if (shallow === 'true') throw new Refusal(SHALLOW);
  if (!(await resolveCommit(dir, 'HEAD'))) throw new Refusal('This repository has no commit yet.');
}

/**
 * Makes sure that nothing can get lost or mixed up when other files are checked out.
 *
 * @param purpose what the user is about to do, such as "going to another phase"
 * @throws Refusal when files are changed, staged or untracked
 */
export async function requireCleanTree(repo: string, purpose: string): Promise<void> {
  const changes = await gitLines(repo, ['status', '--porcelain']);
  if (changes.length === 0) return;
  const shown = changes.slice(0, 10).map((line) => `  ${line}`);
  if (changes.length > shown.length) shown.push(`  … and ${changes.length - shown.length} more`);
  throw new Refusal(`There is work here that is not committed:

${shown.join('\n')}

Before ${purpose}, keep it in one of these ways:

  git switch -c my-work && git add -A && git commit    on a branch of its own
  git stash --include-untracked                        aside; git stash pop brings it back`);
}

/** The branch that is checked out, or undefined on a detached HEAD. */
export async function currentBranch(repo: string): Promise<string | undefined> {
  const [branch] = await gitLines(repo, ['branch', '--show-current']);
  return branch;
}
