import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { planFrom } from '../../src/builds/plan.ts';

let repository: string;

async function git(...args: string[]): Promise<string> {
  const identity = ['-c', 'user.name=Ann', '-c', 'user.email=ann@photos.example'];
  return (await execa('git', [...identity, ...args], { cwd: repository })).stdout;
}

/** Commits what `infra/phase.json` says, with the trailers of a phase or without. */
async function commit(number: number, name: string, trailers = true, undo = {}): Promise<string> {
  await mkdir(join(repository, 'infra'), { recursive: true });
  const file = { number, name, ...undo };
  await writeFile(join(repository, 'infra', 'phase.json'), JSON.stringify(file));
  await git('add', '.');
  const story = trailers ? `Phase: ${number}-${name}\nEdition: 2` : 'No phase yet';
  await git('commit', '--quiet', '--message', `Phase ${number}`, '--message', story);
  return git('rev-parse', 'HEAD');
}

beforeEach(async () => {
  repository = await mkdtemp(join(await realpath(tmpdir()), 'plan-'));
  await git('init', '--quiet', '--initial-branch=main');
});
afterEach(() => rm(repository, { recursive: true }));

describe('the plan', () => {
  it('is all phases, or those of the range', async () => {
    const commits = [await commit(0, 'monolith'), await commit(1, 'dual-write')];
    commits.push(await commit(2, 'backfill'));
    const all = await planFrom(repository, {});
    expect(all).toMatchObject({ edition: 2, notices: [] });
    expect(all.phases.map((phase) => phase.commit)).toEqual(commits);
    const range = await planFrom(repository, { from: 1, to: 1 });
    expect(range.phases).toMatchObject([{ number: 1, name: 'dual-write', commit: commits[1] }]);
  });

  it('is refused for a phase that is not there, or a range that is empty', async () => {
    await commit(0, 'monolith');
    await commit(1, 'dual-write');
    await expect(planFrom(repository, { to: 5 })).rejects.toThrow(
      'There is no phase 5. There are: 0 (monolith), 1 (dual-write)',
    );
  });

  it('ends where there is no way back from when it is to be undone', async () => {
    await commit(0, 'monolith', true, { undo: null });
    await commit(1, 'dual-write', true, { undo: { to: 0 } });
    await commit(2, 'cleanup', true, { undo: null });
    const { phases } = await planFrom(repository, { undo: true });
    expect(phases.map(({ number }) => number)).toEqual([0, 1]);
    await expect(planFrom(repository, { to: 2, undo: true })).rejects.toThrow(
      'There is no way back from phase 2: use --to 1 or less',
    );
    await expect(planFrom(repository, { from: 1, undo: true })).rejects.toThrow(
      '--undo needs a phase to go back to',
    );
  });

  it('is HEAD while there are no phases, and says so', async () => {
    const head = await commit(0, 'monolith', false);
    const plan = await planFrom(repository, {});
    expect(plan.phases).toMatchObject([{ number: 0, name: 'monolith', commit: head }]);
    expect(plan.notices.join()).toMatch(/^HEAD \([0-9a-f]{7}\).*only phase. There are no phases/);
  });

  it('is HEAD in a shallow clone, and says how to get the others', async () => {
    await commit(0, 'monolith');
    const head = await commit(1, 'dual-write');
    await git('clone', '--quiet', '--depth=1', `file://${repository}`, join(repository, 'clone'));
    const plan = await planFrom(join(repository, 'clone'), {});
    expect(plan.phases).toEqual([{ number: 1, name: 'dual-write', commit: head }]);
    expect(plan.notices.join()).toContain('git fetch --unshallow');
    await expect(planFrom(join(repository, 'clone'), { from: 0 })).rejects.toThrow(
      /git fetch --unshallow[\s\S]*There is no phase 0/,
    );
  });

  it('ends with HEAD on a branch that main does not hold, and says so', async () => {
    const zero = await commit(0, 'monolith');
    const one = await commit(1, 'dual-write');
    await commit(2, 'backfill');
    await git('switch', '--quiet', '--create', 'mine', one);
    expect(await planFrom(repository, {})).toMatchObject({ edition: 2, notices: [] });

    await writeFile(join(repository, 'mended'), 'better');
    await git('add', '.');
    await git('commit', '--quiet', '--message', 'Mend phase 1');
    const head = await git('rev-parse', 'HEAD');
    const plan = await planFrom(repository, {});
    expect(plan).toMatchObject({ edition: 0, notices: [expect.stringContaining('not on main')] });
    expect(plan.phases).toEqual([
      { number: 0, name: 'monolith', commit: zero },
      { number: 1, name: 'dual-write', commit: head },
    ]);
  });

  it('says that it cannot tell whether HEAD is published in a clone that has no main', async () => {
    await commit(0, 'monolith');
    const one = await commit(1, 'dual-write');
    await git('switch', '--quiet', '--create', 'mine');
    await writeFile(join(repository, 'mended'), 'better');
    await git('add', '.');
    await git('commit', '--quiet', '--message', 'Mend phase 1');
    const clone = join(repository, 'clone');
    await git('clone', '--quiet', '--single-branch', `file://${repository}`, clone);

    const untold = await planFrom(clone, {});
    expect(untold.phases.at(-1)).toMatchObject({ number: 1, commit: one });
    expect(untold.notices).toEqual([expect.stringContaining('This clone has no main')]);

    await git('-C', clone, 'fetch', '--quiet', 'origin', 'main:refs/remotes/origin/main');
    expect((await planFrom(clone, {})).notices).toEqual([expect.stringContaining('not on main')]);
  });

  it('says nothing of a missing main where HEAD is published for sure', async () => {
    await commit(0, 'monolith');
    await git('tag', 'at-a-phase');
    await commit(1, 'dual-write');
    await git('switch', '--quiet', '--create', 'same-files');
    await git('commit', '--quiet', '--allow-empty', '--message', 'Edition 2');
    for (const branch of ['at-a-phase', 'same-files']) {
      const clone = join(repository, branch);
      const options = ['--quiet', '--single-branch', '--branch', branch];
      await git('clone', ...options, `file://${repository}`, clone);
      expect(await planFrom(clone, {})).toMatchObject({ edition: 2, notices: [] });
    }
  });

  it('begins with the newest commit of a baseline that has moved', async () => {
    await commit(0, 'monolith');
    await git('switch', '--quiet', '--create', 'next');
    await writeFile(join(repository, 'baseline'), 'better');
    const baseline = await commit(0, 'monolith', false);
    const one = await commit(1, 'dual-write');
    const two = await commit(2, 'backfill', false);
    const { phases } = await planFrom(repository, {});
    expect(phases.map((phase) => phase.commit)).toEqual([baseline, one, two]);
  });

  it('says that work which is not committed is left out', async () => {
    await commit(0, 'monolith');
    await writeFile(join(repository, 'draft'), 'work');
    expect((await planFrom(repository, {})).notices.join()).toMatch(/Commits are rehearsed/);
  });
});
