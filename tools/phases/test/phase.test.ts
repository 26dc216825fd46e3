import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, describe, expect, it } from '@jest/globals';
import { ThrowawayRepository } from './throwaway-repository.ts';

afterAll(() => ThrowawayRepository.removeAll());

describe('phase list', () => {
  it('derives the tags in a clone that came without them', async () => {
    const origin = await ThrowawayRepository.withEditions(1);
    const clone = await origin.clone('--no-tags');
    expect(await clone.tags()).toEqual({});

    const { exitCode, stdout } = await clone.phase('list');

    expect(exitCode).toBe(0);
    expect(await clone.tags()).toEqual({
      'phase-0-monolith': await clone.git('rev-parse', 'origin/e-1-baseline'),
      'phase-1-dual-write': await clone.git('rev-parse', 'origin/e-1~1'),
      'phase-2-backfill': await clone.git('rev-parse', 'origin/e-1'),
    });
    expect(stdout).toMatch(/1 {2}phase-1-dual-write {2}[0-9a-f]{7} {2}Build dual-write/);
    expect(stdout).toContain('the same files as phase-2-backfill');
  });

  it('does nothing the second time, and mends a tag that was moved', async () => {
    const repository = await ThrowawayRepository.withEditions(1);
    await repository.phase('list');
    const tags = await repository.tags();
    await repository.git('tag', '--force', 'phase-1-dual-write', 'main');
    await repository.git('tag', 'phase-1-my-own-try', 'main');

    await repository.phase('list');
    await repository.phase('list');

    expect(await repository.tags()).toEqual({
      ...tags,
      'phase-1-my-own-try': await repository.git('rev-parse', 'main'),
    });
  });

  it('gives the newest of several editions, and keeps the older one under its own names', async () => {
    const repository = await ThrowawayRepository.withEditions(2);

    const { stdout } = await repository.phase('list');

    expect(stdout).toContain('Edition 2');
    const tags = await repository.tags();
    expect(tags['phase-2-backfill']).toBe(await repository.git('rev-parse', 'e-2'));
    expect(tags['e1/phase-2-backfill']).toBe(await repository.git('rev-parse', 'e-1'));
    expect(Object.keys(tags)).toHaveLength(6);
  });

  it('moves the tags when a newer edition was fetched', async () => {
    const origin = await ThrowawayRepository.withEditions(1);
    const clone = await origin.clone();
    await clone.phase('list');
    await origin.publishByHand(2);
    await clone.git('fetch', '--quiet');

    await clone.phase('list');

    const tags = await clone.tags();
    expect(tags['phase-1-dual-write']).toBe(await origin.git('rev-parse', 'e-2~1'));
    expect(tags['e1/phase-1-dual-write']).toBe(await origin.git('rev-parse', 'e-1~1'));
  });

  it('takes back a tag that only an older edition had', async () => {
    const repository = await ThrowawayRepository.withEditions(1);
    await repository.phase('list');
    await repository.git('switch', '--quiet', '--create', 'short', 'e-1-baseline');
    const trailers = ['--trailer', 'Phase: 0-monolith', '--trailer', 'Edition: 2'];
    await repository.commit('Begin again', {}, ...trailers);
    await repository.git('switch', '--quiet', 'main');
    await repository.git('merge', '--quiet', '--no-ff', '--strategy=ours', 'short');

    await repository.phase('list');

    expect(Object.keys(await repository.tags())).toEqual([
      'e1/phase-0-monolith',
      'e1/phase-1-dual-write',
      'e1/phase-2-backfill',
      'phase-0-monolith',
    ]);
  });

  it('works in a clone of a single tag, with the phases up to there', async () => {
    const origin = await ThrowawayRepository.withEditions(1);
    await origin.phase('list');
    const clone = await origin.clone('--single-branch', '--branch', 'phase-1-dual-write');

    const { exitCode, stdout } = await clone.phase('list');

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/→ {2}1 {2}phase-1-dual-write/);
    expect(stdout).not.toContain('backfill');
  });

  it('says that there are no phases yet', async () => {
    const repository = await ThrowawayRepository.withBaseline();

    const { exitCode, stderr } = await repository.phase('list');

    expect(exitCode).toBe(1);
    expect(stderr).toContain('There are no phases in this history');
  });
});

describe('phase goto', () => {
  it('goes by number and by name, also from a detached checkout of a phase', async () => {
    const repository = await ThrowawayRepository.withEditions(1);
    const first = await repository.phase('goto', '1');
    expect(first).toMatchObject({ exitCode: 0 });
    expect(first.stdout).toContain('You are at phase-1-dual-write');
    expect(first.stdout).toContain('git switch main');

    const second = await repository.phase('goto', 'backfill');

    expect(second.exitCode).toBe(0);
    expect(await repository.git('rev-parse', 'HEAD')).toBe(
      await repository.git('rev-parse', 'e-1'),
    );
    expect(await repository.git('branch', '--show-current')).toBe('');
    expect((await repository.phase('list')).stdout).toMatch(/→ {2}2 {2}phase-2-backfill/);
  });

  it.each([
    ['changed', { 'app.txt': 'mine\n' }],
    ['new', { 'notes.txt': 'mine\n' }],
  ])('stays where it is while there is a %s file', async (_, files) => {
    const repository = await ThrowawayRepository.withEditions(1);
    const before = await repository.git('rev-parse', 'HEAD');
    await repository.write(files);

    const { exitCode, stderr } = await repository.phase('goto', '1');

    expect(exitCode).toBe(1);
    expect(stderr).toContain(Object.keys(files)[0]);
    expect(stderr).toContain('git stash --include-untracked');
    expect(await repository.git('rev-parse', 'HEAD')).toBe(before);
  });

  it('sees a new file also when git is told not to show any', async () => {
    const repository = await ThrowawayRepository.withEditions(1);
    await repository.git('config', 'status.showUntrackedFiles', 'no');
    await repository.write({ 'notes.txt': 'mine\n' });

    const { exitCode, stderr } = await repository.phase('goto', '1');

    expect(exitCode).toBe(1);
    expect(stderr).toContain('notes.txt');
  });

  it('stays where it is while a replay is under way, so that its commits are kept', async () => {
    const repository = await ThrowawayRepository.withEditions(1);
    await repository.edition('start');
    await repository.commit('Have our own idea of it', { 'dual-write.txt': 'ours\n' });
    expect((await repository.edition('replay')).stderr).toContain('Stopped at');
    await repository.write({ 'dual-write.txt': 'both\n' });
    await repository.git('add', 'dual-write.txt');
    await repository.git('commit', '--quiet', '--no-edit');
    const before = await repository.git('rev-parse', 'HEAD');

    const { exitCode, stderr } = await repository.phase('goto', '2');

    expect(exitCode).toBe(1);
    expect(stderr).toContain('under way');
    expect(stderr).toContain('pnpm edition replay --continue');
    expect(stderr).toContain('pnpm phase diff 2');
    expect(await repository.git('rev-parse', 'HEAD')).toBe(before);

    expect(await repository.edition('replay', '--continue')).toMatchObject({ exitCode: 0 });
    expect(await repository.subjects('e-1-baseline..edition-2')).toEqual([
      'Have our own idea of it',
      'Build dual-write',
      'Build backfill',
    ]);
  });

  it('stays where it is during a merge, in the words of git', async () => {
    const repository = await ThrowawayRepository.withEditions(1);
    await repository.git('switch', '--quiet', '--create', 'mine', 'e-1-baseline');
    await repository.commit('Try something', { 'mine.txt': 'mine\n' });
    await repository.git('switch', '--quiet', 'main');
    await repository.git('merge', '--quiet', '--no-commit', '--strategy=ours', 'mine');

    const { exitCode, stderr } = await repository.phase('goto', '1');

    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^Error: fatal: cannot switch branch while merging/);
    expect(await repository.git('branch', '--show-current')).toBe('main');
    expect(await repository.git('rev-parse', 'MERGE_HEAD')).toBe(
      await repository.git('rev-parse', 'mine'),
    );
  });

  it('says how to keep commits that are on no branch', async () => {
    const repository = await ThrowawayRepository.withEditions(1);
    await repository.phase('goto', '1');
    const mine = await repository.commit('Try something', { 'mine.txt': 'mine\n' });

    const { stdout } = await repository.phase('goto', '2');

    expect(stdout).toContain(`git branch my-work ${mine.slice(0, 7)}`);
  });

  it('names the phases there are when asked for another', async () => {
    const repository = await ThrowawayRepository.withEditions(1);

    const { exitCode, stderr } = await repository.phase('goto', '7');

    expect(exitCode).toBe(1);
    expect(stderr).toContain('There is no phase "7"');
    expect(stderr).toContain('2  backfill');
    expect(stderr).not.toMatch(/^ +at /m);
  });
});

describe('phase diff', () => {
  it('shows what one phase changes, wherever one is', async () => {
    const repository = await ThrowawayRepository.withEditions(1);
    await repository.phase('goto', '0');

    const { exitCode, stdout } = await repository.phase('diff', '2');

    expect(exitCode).toBe(0);
    expect(stdout).toContain('+backfill');
    expect(stdout).not.toContain('dual-write.txt');
  });

  it('shows only the statistics, or only some files', async () => {
    const repository = await ThrowawayRepository.withEditions(1);

    const stat = await repository.phase('diff', '1', '--stat');
    const some = await repository.phase('diff', 'dual-write', 'infra');

    expect(stat.stdout).toMatch(/dual-write\.txt +\| 1 \+/);
    expect(some.stdout).toContain('infra/phase.json');
    expect(some.stdout).not.toContain('dual-write.txt');
  });

  it('says when a phase changes nothing there', async () => {
    const repository = await ThrowawayRepository.withEditions(1);

    expect(await repository.phase('diff', '2', 'app.txt', 'dual-write.txt')).toMatchObject({
      exitCode: 0,
      stdout: '',
      stderr: 'Phase 2 changes nothing in app.txt, dual-write.txt.',
    });
  });

  it.each([['backfill.txt'], ['infra', 'backfill.txt']])(
    'names a path that neither phase has (%#)',
    async (...paths) => {
      const repository = await ThrowawayRepository.withEditions(1);

      expect(await repository.phase('diff', '1', ...paths)).toMatchObject({
        exitCode: 1,
        stdout: '',
        stderr: expect.stringContaining('Neither phase 1 nor phase 0 has backfill.txt.'),
      });
    },
  );

  it('shows what a phase takes away, and knows patterns', async () => {
    const repository = await ThrowawayRepository.withEditions(1);
    await repository.git('switch', '--quiet', '--create', 'short', 'e-1-baseline');
    const trailers = (phase: string) => ['--trailer', `Phase: ${phase}`, '--trailer', 'Edition: 2'];
    await repository.commit('Begin again', {}, ...trailers('0-monolith'));
    await repository.git('rm', '--quiet', 'app.txt');
    await repository.commit('Take it away', {}, ...trailers('1-dual-write'));
    await repository.git('switch', '--quiet', 'main');
    await repository.git('merge', '--quiet', '--no-ff', '--strategy=ours', 'short');

    for (const path of ['app.txt', '*.txt']) {
      const { exitCode, stdout } = await repository.phase('diff', '1', path);
      expect([exitCode, stdout]).toEqual([0, expect.stringContaining('deleted file')]);
    }
  });

  it('has nothing to compare phase 0 with', async () => {
    const repository = await ThrowawayRepository.withEditions(1);

    expect(await repository.phase('diff', '0')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('there is no phase before it'),
    });
  });
});

describe('phase test', () => {
  it('runs the tests of the phases asked for, and leaves no worktree behind', async () => {
    const repository = await ThrowawayRepository.withEditions(1);

    const { exitCode, stdout } = await repository.phase('test', '1', 'backfill');

    expect(stdout).toMatch(/phase-1-dual-write {2}ok {2}\d/);
    expect(stdout).toMatch(/phase-2-backfill {4}ok {2}\d/);
    expect(exitCode).toBe(0);
    expect((await repository.git('worktree', 'list')).split('\n')).toHaveLength(1);
  });

  it('fails when one of them is red, and still runs the others', async () => {
    const repository = await ThrowawayRepository.withBaseline();
    await repository.commit('Break the tests', { red: '' });
    await repository.publishByHand(1);

    const { exitCode, stdout } = await repository.phase('test', '0', '1');

    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/phase-0-monolith {4}red: test/);
    expect(stdout).toMatch(/phase-1-dual-write {2}red: test/);
    expect((await repository.git('worktree', 'list')).split('\n')).toHaveLength(1);
  });
});

describe('phase test, interrupted', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('ends what it started at %s, and cleans up', async (signal, code) => {
    const repository = await ThrowawayRepository.withBaseline();
    const pidFile = join(repository.dir, '.git', 'pid');
    await repository.commit('Wait for ever', {
      'check.js': `require('node:fs').writeFileSync(${JSON.stringify(pidFile)}, String(process.pid));
setInterval(() => {}, 1000);\n`,
    });
    await repository.publishByHand(1);
    const running = repository.startPhase('test', '1');
    const pid = Number(await contentOf(pidFile));

    running.kill(signal);
    const { exitCode, stderr } = await running;

    expect(exitCode).toBe(code);
    expect(stderr).toContain('Interrupted');
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    expect((await repository.git('worktree', 'list')).split('\n')).toHaveLength(1);
  });

  async function contentOf(path: string): Promise<string> {
    const deadline = Date.now() + 30_000;
    while (Date.now() < deadline) {
      const content = await readFile(path, 'utf8').catch(() => '');
      if (content !== '') return content;
      await delay(20);
    }
    throw new Error(`${path} did not come to be`);
  }
});

describe('without the whole history', () => {
  it('says what to do in a shallow clone, and that is enough', async () => {
    const origin = await ThrowawayRepository.withEditions(1);
    const clone = await origin.clone('--depth=1');

    const { exitCode, stderr } = await clone.phase('list');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('git fetch --unshallow --tags');
    expect((await clone.edition('list')).stderr).toContain('git fetch --unshallow --tags');

    await clone.git('fetch', '--quiet', '--unshallow', '--tags');
    expect(await clone.phase('list')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('phase-2-backfill'),
    });
  });

  it('says what to do in an archive', async () => {
    const archive = await ThrowawayRepository.emptyDirectory();
    await archive.write({ 'app.txt': 'app\n' });

    for (const answer of [await archive.phase('list'), await archive.edition('list')]) {
      expect(answer.exitCode).toBe(1);
      expect(answer.stderr).toContain('This copy came without its history');
      expect(answer.stderr).toContain('git clone');
    }
  });

  it('does not take the repository around an archive for its own', async () => {
    const around = await ThrowawayRepository.withEditions(1);
    const archive = await around.withDirectory('archive');

    expect((await archive.phase('list')).stderr).toContain('This copy came without its history');
  });
});
