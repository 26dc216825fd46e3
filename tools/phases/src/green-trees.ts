import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { git } from './git.ts';

/**
 * The trees that a check found green, so that nothing is checked twice: not when publishing is tried again after one phase was
 * red, nor when only messages have changed. Kept in the repository's own directory, one id a line.
 */
export class GreenTrees {
  readonly #repo: string;
  readonly #file: string;
  readonly #trees: Set<string>;

  private constructor(repo: string, file: string, trees: Set<string>) {
    this.#repo = repo;
    this.#file = file;
    this.#trees = trees;
  }

  static async read(repo: string): Promise<GreenTrees> {
    const gitDir = resolve(repo, await git(repo, ['rev-parse', '--git-common-dir']));
    const file = resolve(gitDir, 'editions', 'green-trees');
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    return new GreenTrees(repo, file, new Set(text.split('\n')));
  }

  /** Whether a commit with the same files was green. */
  async has(commit: string): Promise<boolean> {
    return this.#trees.has(await this.#treeOf(commit));
  }

  async add(commit: string): Promise<void> {
    const tree = await this.#treeOf(commit);
    await mkdir(dirname(this.#file), { recursive: true });
    await appendFile(this.#file, `${tree}\n`);
    this.#trees.add(tree);
  }

  #treeOf(commit: string): Promise<string> {
    return git(this.#repo, ['rev-parse', `${commit}^{tree}`]);
  }
}
