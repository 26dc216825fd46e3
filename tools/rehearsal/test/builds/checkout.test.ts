import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { checkOut } from '../../src/builds/checkout.ts';

let repository: string;
let directory: string;
let commit: string;

async function git(...args: string[]): Promise<string> {
  const identity = ['-c', 'user.name=Ann', '-c', 'user.email=ann@photos.example'];
  return (await execa('git', [...identity, ...args], { cwd: repository })).stdout;
}

beforeEach(async () => {
  repository = await mkdtemp(join(await realpath(tmpdir()), 'checkout-'));
  directory = join(repository, '.rehearsal', 'worktree');
  await git('init', '--quiet');
  await writeFile(join(repository, '.gitignore'), 'node_modules\n.rehearsal\n');
  await writeFile(join(repository, 'app.ts'), 'all of it');
  await git('add', '.');
  await git('commit', '--quiet', '--message', 'First');
  commit = await git('rev-parse', 'HEAD');
  await checkOut(commit, directory, repository);
});
afterEach(() => rm(repository, { recursive: true }));

/** As `git worktree add` leaves it when it is killed. */
async function killedHalfWay(): Promise<void> {
  await git('worktree', 'lock', directory);
  await rm(join(directory, 'app.ts'));
}

const restored = () => existsSync(join(directory, 'app.ts'));

describe('a checkout', () => {
  it('that was left half-way is completed, and what is installed in it stays', async () => {
    await killedHalfWay();
    await mkdir(join(directory, 'node_modules'));

    await checkOut(commit, directory, repository);

    expect((await readdir(directory)).sort()).toEqual([
      ...['.git', '.gitignore', 'app.ts', 'node_modules'],
    ]);
  });

  it.each([
    ['whose directory is gone', () => rm(directory, { recursive: true })],
    ['that git does not take for one', () => writeFile(join(directory, '.git'), '')],
    [
      'that git was changing when it was killed',
      () => writeFile(join(repository, '.git/worktrees/worktree/index.lock'), ''),
    ],
  ])('%s is made anew', async (_how, damage) => {
    await killedHalfWay();
    await damage();

    await checkOut(commit, directory, repository);

    expect(restored()).toBe(true);
  });

  it("leaves the user's own checkout alone", async () => {
    await writeFile(join(repository, 'app.ts'), 'work');
    await killedHalfWay();
    await writeFile(join(directory, '.git'), '');

    await checkOut(commit, directory, repository);

    expect(await git('status', '--porcelain')).toContain('app.ts');
  });
});
