import { afterAll, describe, expect, it } from '@jest/globals';
import { ThrowawayRepository } from './throwaway-repository.ts';

afterAll(() => ThrowawayRepository.removeAll());

describe('the first edition', () => {
  it('is built on main, and merged into it', async () => {
    const repository = await ThrowawayRepository.withBaseline();
    const previousMain = await repository.git('rev-parse', 'main');
    await repository.edition('start');
    await repository.commitPhases();

    const { exitCode, stdout } = await repository.edition('publish', '-m', 'the first');

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/phase-2-backfill {4}ok/);
    const tags = await repository.tags();
    expect(Object.keys(tags)).toEqual([
      'phase-0-monolith',
      'phase-1-dual-write',
      'phase-2-backfill',
    ]);
    expect(await repository.git('show', '-s', '--format=%P', 'main')).toBe(
      `${previousMain} ${tags['phase-2-backfill']}`,
    );
    expect(await repository.git('diff', 'main', 'phase-2-backfill')).toBe('');
    expect(await repository.git('log', '-1', '--format=%s%n%b', 'main')).toMatch(
      /^Edition 1: the first\n[0-9a-f]{7} phase-0-monolith\n[\s\S]*phase-2-backfill/,
    );
    expect(await repository.git('log', '-1', '--format=%b', 'phase-1-dual-write')).toBe(
      'Phase: 1-dual-write\nEdition: 1',
    );
    expect(await repository.git('log', '-1', '--format=%b', 'phase-0-monolith')).toBe(
      'Phase: 0-monolith\nEdition: 1',
    );
    expect(await repository.git('rev-parse', 'edition-1')).toBe(tags['phase-2-backfill']);
    expect(await repository.git('merge-base', '--is-ancestor', previousMain, 'main')).toBe('');
    expect(await repository.git('status', '--porcelain')).toBe('');
    expect((await repository.edition('list')).stdout).toMatch(
      /^Edition 1: the first .* phases 0 to 2$/,
    );
  });

  it('writes the trailers into a baseline commit that is not on main yet', async () => {
    const repository = await ThrowawayRepository.withBaseline();
    await repository.edition('start');
    await repository.commit('Round off the baseline', { 'docs.md': 'docs\n' });
    await repository.commitPhases();

    expect(await repository.edition('publish')).toMatchObject({ exitCode: 0 });

    expect(await repository.git('log', '-1', '--format=%s', 'phase-0-monolith')).toBe(
      'Round off the baseline',
    );
    expect(await repository.git('rev-parse', 'phase-0-monolith^')).toBe(
      await repository.git('rev-parse', 'main^1'),
    );
  });

  it('knows its phases by their trailers also below a message with a line of dashes', async () => {
    const repository = await ThrowawayRepository.withBaseline();
    await repository.edition('start');
    await repository.commit('Build dual-write\n\nBefore\n---\nAfter', {
      'infra/phase.json': '{"number": 1, "name": "dual-write"}\n',
    });

    expect(await repository.edition('publish')).toMatchObject({ exitCode: 0 });

    expect((await repository.tags())['phase-1-dual-write']).toBe(
      await repository.git('rev-parse', 'main^2'),
    );
    expect(await repository.git('log', '-1', '--format=%b', 'main^2')).toBe(
      'Before\n---\nAfter\n\nPhase: 1-dual-write\nEdition: 1',
    );
    expect((await repository.edition('list')).stdout).toMatch(/^Edition 1 .* phases 0 to 1$/);
  });

  it('leaves a phase 0 on main alone that has its trailers', async () => {
    const repository = await ThrowawayRepository.withBaseline();
    const trailers = ['--trailer', 'Phase: 0-monolith', '--trailer', 'Edition: 1'];
    const phaseZero = await repository.commit('Round off the baseline', {}, ...trailers);
    await repository.edition('start');
    await repository.commitPhases();

    expect(await repository.edition('publish')).toMatchObject({ exitCode: 0 });

    expect((await repository.tags())['phase-0-monolith']).toBe(phaseZero);
    expect((await repository.edition('list')).stdout).toContain('Edition 1');
  });

  it('may have no phase but 0, published from main itself', async () => {
    const repository = await ThrowawayRepository.withBaseline();

    expect(await repository.edition('publish')).toMatchObject({ exitCode: 0 });

    expect(await repository.git('rev-parse', 'main^2')).toBe(
      (await repository.tags())['phase-0-monolith'],
    );
    expect((await repository.edition('list')).stdout).toContain('phases 0 to 0');
    expect(await repository.git('status', '--porcelain')).toBe('');
  });
});

describe('a further edition', () => {
  it('carries the phases over to a new baseline', async () => {
    const repository = await ThrowawayRepository.withEditions(1);
    const previousMain = await repository.git('rev-parse', 'main');
    await repository.phase('goto', '1');
    expect((await repository.edition('start', 'next')).stdout).toContain("edition 1's phase 0");
    await repository.commit('Explain it', { 'docs.md': 'docs\n' });

    const replay = await repository.edition('replay');
    expect(replay.stdout).toContain('1 commit of the baseline');
    expect(await repository.subjects('e-1-baseline..HEAD')).toEqual([
      'Explain it',
      'Build dual-write',
      'Build backfill',
    ]);
    const publish = await repository.edition('publish');

    expect(publish).toMatchObject({ exitCode: 0 });
    expect(await repository.git('show', '-s', '--format=%P', 'main')).toBe(
      `${previousMain} ${await repository.git('rev-parse', 'phase-2-backfill')}`,
    );
    expect(await repository.git('show', 'phase-1-dual-write:docs.md')).toBe('docs');
    expect(await repository.git('log', '-1', '--format=%B', 'phase-1-dual-write')).toBe(
      'Build dual-write\n\nPhase: 1-dual-write\nEdition: 2',
    );
    expect((await repository.tags())['e1/phase-1-dual-write']).toBe(
      await repository.git('rev-parse', 'e-1~1'),
    );
    expect((await repository.edition('list')).stdout).toMatch(/^Edition 2 .*\nEdition 1 /);
  });

  it('stops at a conflict, and goes on once it is resolved', async () => {
    const repository = await ThrowawayRepository.withEditions(1);
    await repository.edition('start');
    await repository.commit('Have our own idea of it', { 'dual-write.txt': 'ours\n' });

    const stopped = await repository.edition('replay');
    expect(stopped.exitCode).toBe(1);
    expect(stopped.stderr).toMatch(/Stopped at [0-9a-f]+ Build dual-write/);
    expect(stopped.stderr).toContain('  dual-write.txt');
    expect((await repository.edition('replay')).stderr).toContain('A replay is under way');
    expect((await repository.edition('publish')).stderr).toContain('A replay is under way');

    await repository.write({ 'dual-write.txt': 'both\n' });
    await repository.git('add', 'dual-write.txt');
    const resumed = await repository.edition('replay', '--continue');

    expect(resumed.exitCode).toBe(0);
    expect(await repository.git('branch', '--show-current')).toBe('edition-2');
    expect(await repository.git('show', 'HEAD~1:dual-write.txt')).toBe('both');
    expect(await repository.git('log', '-1', '--format=%s', 'HEAD~1')).toBe('Build dual-write');
  });

  it('can be given up at a conflict', async () => {
    const repository = await ThrowawayRepository.withEditions(1);
    await repository.edition('start');
    const before = await repository.commit('Have our own idea', { 'dual-write.txt': 'ours\n' });
    await repository.edition('replay');

    const { exitCode } = await repository.edition('replay', '--abort');

    expect(exitCode).toBe(0);
    expect(await repository.git('rev-parse', 'edition-2')).toBe(before);
    expect((await repository.edition('replay', '--abort')).stderr).toContain(
      'No replay is under way',
    );
  });

  it('folds fixups into their phases, and moves commits of the baseline below them', async () => {
    const repository = await ThrowawayRepository.withEditions(1);
    await repository.edition('start');
    await repository.edition('replay');
    await repository.write({ 'dual-write.txt': 'better\n' });
    await repository.git('add', '--all');
    await repository.git('commit', '--quiet', '--fixup=HEAD~1');
    await repository.commit('Explain it', { 'docs.md': 'docs\n' });
    expect((await repository.edition('publish')).stderr).toContain(
      'is not folded into its commit yet',
    );

    expect(await repository.edition('replay')).toMatchObject({ exitCode: 0 });

    expect(await repository.subjects('e-1-baseline..HEAD')).toEqual([
      'Explain it',
      'Build dual-write',
      'Build backfill',
    ]);
    expect(await repository.git('show', 'HEAD~1:dual-write.txt')).toBe('better');
    expect(await repository.edition('publish')).toMatchObject({ exitCode: 0 });
    expect(await repository.git('show', 'phase-1-dual-write:dual-write.txt')).toBe('better');
    expect(await repository.git('show', 'e1/phase-1-dual-write:dual-write.txt')).toBe('dual-write');
  });

  it('follows a baseline that another edition has moved', async () => {
    const repository = await ThrowawayRepository.withEditions(1);
    await repository.edition('start', 'mine');
    await repository.commit('Explain it', { 'docs.md': 'docs\n' });
    await repository.publishByHand(2);
    await repository.git('switch', '--quiet', 'mine');
    expect((await repository.edition('publish')).stderr).toContain('The baseline has moved');

    expect(await repository.edition('replay')).toMatchObject({ exitCode: 0 });

    expect(await repository.subjects('e-2-baseline..HEAD')).toEqual([
      'Explain it',
      'Build dual-write',
      'Build backfill',
    ]);
  });

  it('does not mix the phases of an older edition into a newer one', async () => {
    const repository = await ThrowawayRepository.withEditions(1);
    await repository.edition('start', 'mine');
    await repository.commit('Explain it', { 'docs.md': 'docs\n' });
    await repository.edition('replay');
    await repository.publishByHand(2);
    await repository.git('switch', '--quiet', 'mine');

    const { exitCode, stderr } = await repository.edition('replay');

    expect(exitCode).toBe(1);
    expect(stderr).toContain('Edition 2 was published after this branch got its phases');
  });

  it('can add a phase that knows its number from infra/phase.json alone', async () => {
    const repository = await ThrowawayRepository.withEditions(1);
    await repository.edition('start');
    await repository.edition('replay');
    await repository.commit('Read from there', {
      'infra/phase.json': '{"number": 3, "name": "read-cutover"}\n',
    });

    expect(await repository.edition('publish')).toMatchObject({ exitCode: 0 });

    expect(Object.keys(await repository.tags())).toContain('phase-3-read-cutover');
    expect(Object.keys(await repository.tags())).not.toContain('e1/phase-3-read-cutover');
  });

  it('tells which commits on main it undoes', async () => {
    const repository = await ThrowawayRepository.withEditions(1);
    await repository.commit('Change main in passing', { 'passing.txt': '' });
    await repository.edition('start');
    await repository.commit('Explain it', { 'docs.md': 'docs\n' });
    await repository.edition('replay');

    const { exitCode, stderr } = await repository.edition('publish');

    expect(exitCode).toBe(0);
    expect(stderr).toContain('Change main in passing');
    expect(await repository.git('diff', 'main', 'phase-2-backfill')).toBe('');
  });

  it('takes a better message for a phase', async () => {
    const repository = await ThrowawayRepository.withEditions(1);
    await repository.edition('start');
    await repository.edition('replay');
    // What `git commit --fixup=reword:HEAD~1` makes of the message that it asks for.
    await repository.commit('amend! Build dual-write\n\nTell the story\n\nPhase: 1-dual-write');

    expect(await repository.edition('replay')).toMatchObject({ exitCode: 0 });

    expect(await repository.subjects('e-1-baseline..HEAD')).toEqual([
      'Tell the story',
      'Build backfill',
    ]);
  });

  it('can be made in a clone that has main only from its remote', async () => {
    const origin = await ThrowawayRepository.withEditions(1);
    const clone = await origin.clone('--branch', 'e-1');
    await clone.edition('start');
    await clone.commit('Explain it', { 'docs.md': 'docs\n' });
    await clone.edition('replay');

    expect(await clone.edition('publish')).toMatchObject({ exitCode: 0 });
    expect(await clone.git('rev-parse', 'main^1')).toBe(
      await clone.git('rev-parse', 'origin/main'),
    );
  });
});

describe('edition list', () => {
  it('says that nothing is published yet', async () => {
    const repository = await ThrowawayRepository.withBaseline();

    expect((await repository.edition('list')).stdout).toContain('No edition is published');
  });
});
