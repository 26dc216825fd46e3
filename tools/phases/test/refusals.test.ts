import { afterAll, describe, expect, it } from '@jest/globals';
import { ThrowawayRepository } from './throwaway-repository.ts';

afterAll(() => ThrowawayRepository.removeAll());

/** What must be the same before and after a refusal. */
function state(repository: ThrowawayRepository): Promise<string> {
  return repository.git('for-each-ref', '--format=%(refname) %(objectname)');
}

describe('edition publish refuses, and changes nothing', () => {
  async function refusal(repository: ThrowawayRepository, ...args: string[]): Promise<string> {
    const before = await state(repository);
    const head = await repository.git('rev-parse', 'HEAD');
    const { exitCode, stdout, stderr } = await repository.edition('publish', ...args);
    expect(exitCode).toBe(1);
    expect(await state(repository)).toBe(before);
    expect(await repository.git('rev-parse', 'HEAD')).toBe(head);
    expect((await repository.git('worktree', 'list')).split('\n')).toHaveLength(1);
    return stdout + stderr;
  }

  async function replayed(): Promise<ThrowawayRepository> {
    const repository = await ThrowawayRepository.withEditions(1);
    await repository.edition('start');
    await repository.commit('Explain it', { 'docs.md': 'docs\n' });
    await repository.edition('replay');
    return repository;
  }

  it('a phase whose suite is red', async () => {
    const repository = await replayed();
    await repository.git('reset', '--quiet', '--hard', 'HEAD~1');
    await repository.commit('Build backfill', {
      red: '',
      'infra/phase.json': '{"number": 2, "name": "backfill"}\n',
    });

    const output = await refusal(repository);

    expect(output).toMatch(/phase-1-dual-write {2}ok/);
    expect(output).toMatch(/phase-2-backfill {4}red: check/);
    expect(output).toContain('phase-2-backfill must be green first');

    await repository.git('rm', '--quiet', 'red');
    await repository.git('commit', '--quiet', '--amend', '--no-edit');
    const published = await repository.edition('publish');

    expect(published.exitCode).toBe(0);
    expect(published.stdout).toMatch(/phase-1-dual-write {2}ok {2}checked before/);
    expect(published.stdout).toMatch(/phase-2-backfill {4}ok {2}[0-9.]+ s/);
  });

  it('phases that are green each, and red together', async () => {
    const repository = await replayed();
    await repository.commit('Break it', { 'red-together': '' });
    await repository.git('reset', '--quiet', '--soft', 'HEAD~1');
    await repository.git('commit', '--quiet', '--amend', '--no-edit');

    const output = await refusal(repository);

    expect(output).toMatch(/phase-2-backfill {4}ok/);
    expect(output).toMatch(/all-phases {10}red: together/);
    expect(output).toContain('all-phases must be green first');
  });

  it('a phase that infra/phase.json does not agree with', async () => {
    const repository = await replayed();
    await repository.git('reset', '--quiet', '--hard', 'HEAD~1');
    await repository.commit('Build backfill', {}, '--trailer', 'Phase: 2-backfill');

    expect(await refusal(repository)).toContain('infra/phase.json says 1-dual-write');
  });

  it('a second commit for one phase', async () => {
    const repository = await replayed();
    await repository.commit('More of it', { 'more.txt': '' }, '--trailer', 'Phase: 1-dual-write');

    expect(await refusal(repository)).toContain('make it a fixup of phase 1');
  });

  it('a baseline commit on top of a phase', async () => {
    const repository = await replayed();
    await repository.commit('Explain more', { 'more.md': '' });

    expect(await refusal(repository)).toContain('stands on top of phase 2');
  });

  it('a gap between the phases', async () => {
    const repository = await replayed();
    await repository.git('reset', '--quiet', '--hard', 'HEAD~2');
    await repository.commit('Build backfill', {
      'infra/phase.json': '{"number": 2, "name": "backfill"}\n',
    });

    expect(await refusal(repository)).toContain('there is no phase 1 before it');
  });

  it('fewer phases than there were', async () => {
    const repository = await replayed();
    await repository.git('reset', '--quiet', '--hard', 'HEAD~1');

    expect(await refusal(repository)).toContain('edition 1 has 0 to 2');
  });

  it.each(['Edition 2: the second', 'edition 2'])('the text "%s"', async (text) => {
    const repository = await replayed();

    expect(await refusal(repository, '-m', text)).toContain('"Edition <number>: " is put before');
  });

  it('work that is not committed', async () => {
    const repository = await replayed();
    await repository.write({ 'notes.txt': 'mine\n' });

    expect(await refusal(repository)).toContain('notes.txt');
  });

  it('what is published already', async () => {
    const repository = await ThrowawayRepository.withEditions(1);

    expect(await refusal(repository)).toContain('part of edition 1 already');
  });

  it('a checkout of no branch', async () => {
    const repository = await replayed();
    await repository.git('checkout', '--quiet', '--detach');

    expect(await refusal(repository)).toContain('You are on no branch');
  });

  it('a main that the remote has left behind', async () => {
    const origin = await ThrowawayRepository.withEditions(1);
    const clone = await origin.clone();
    await clone.commit('Go another way');
    await origin.publishByHand(2);
    await clone.git('fetch', '--quiet');
    await clone.edition('start');

    expect(await refusal(clone)).toContain('have gone different ways');
  });
});

describe('edition replay and start', () => {
  it('never rewrite main', async () => {
    const repository = await ThrowawayRepository.withEditions(1);

    const { exitCode, stderr } = await repository.edition('replay');

    expect(exitCode).toBe(1);
    expect(stderr).toContain('main is never rewritten');
  });

  it('ask for a straight line', async () => {
    const repository = await ThrowawayRepository.withEditions(1);
    await repository.git('switch', '--quiet', '--create', 'from-main');

    expect((await repository.edition('replay')).stderr).toContain('pnpm edition start');
  });

  it('leave a branch alone that exists', async () => {
    const repository = await ThrowawayRepository.withEditions(1);

    expect(await repository.edition('start', 'e-1')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('There is a branch e-1 already'),
    });
  });
});
