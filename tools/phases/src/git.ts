import { execa } from 'execa';

type GitOptions = {
  /** What git reads from its standard input. */
  input?: string;
  env?: Record<string, string>;
};

/** Some people's settings change what git prints. What is read here has to be the same for all. */
const SAME_FOR_ALL = Object.entries({
  'status.showUntrackedFiles': 'normal',
  'log.showSignature': 'false',
  'i18n.logOutputEncoding': 'UTF-8',
}).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

/**
 * Runs git in `repo` and gives its standard output without the last line break.
 *
 * @throws ExecaError when git fails; its message holds what git said.
 */
export async function git(repo: string, args: string[], options: GitOptions = {}): Promise<string> {
  const { input, env } = options;
  const { stdout } = await execa('git', [...SAME_FOR_ALL, ...args], {
    cwd: repo,
    // Messages in one language, because some of them are looked at.
    env: { LC_ALL: 'C', ...env },
    ...(input === undefined ? { stdin: 'ignore' } : { input }),
  });
  return stdout;
}

/** Like {@link git}, split into lines; no output is no lines. */
export async function gitLines(repo: string, args: string[]): Promise<string[]> {
  const output = await git(repo, args);
  return output === '' ? [] : output.split('\n');
}

/** Whether git answers yes (exit code 0) to a question such as `merge-base --is-ancestor`. */
export async function gitSays(repo: string, args: string[]): Promise<boolean> {
  const { exitCode } = await execa('git', args, { cwd: repo, reject: false, stdio: 'ignore' });
  return exitCode === 0;
}

/** Runs git on the user's own terminal (pager, colours) and gives its exit code. */
export async function gitOnTerminal(repo: string, args: string[]): Promise<number> {
  const { exitCode, signal } = await execa('git', args, {
    cwd: repo,
    reject: false,
    stdio: 'inherit',
  });
  return exitCode ?? (signal === undefined ? 1 : 0);
}

/** The commit that `revision` names, or undefined when it names none. */
export async function resolveCommit(repo: string, revision: string): Promise<string | undefined> {
  const { stdout, exitCode } = await execa(
    'git',
    ['rev-parse', '--verify', '--quiet', `${revision}^{commit}`],
    { cwd: repo, reject: false },
  );
  return exitCode === 0 ? stdout : undefined;
}

/** Whether `descendant` holds everything that `ancestor` does. A commit is its own ancestor. */
export function isAncestor(repo: string, ancestor: string, descendant: string): Promise<boolean> {
  return gitSays(repo, ['merge-base', '--is-ancestor', ancestor, descendant]);
}
