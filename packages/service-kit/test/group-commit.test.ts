import { describe, expect, it } from '@jest/globals';
import { groupCommit } from '../src/index.ts';

/** Commits that end when they are told to. */
function heldCommits() {
  const commits: (PromiseWithResolvers<void> & { group: string[] })[] = [];
  const ask = groupCommit((group: string[]) => {
    const held = Promise.withResolvers<void>();
    commits.push({ ...held, group });
    return held.promise;
  });
  const settled = () => new Promise(setImmediate);
  return { commits, ask, settled, groups: () => commits.map(({ group }) => group) };
}

describe('group commit', () => {
  it('commits at once for who asks alone', async () => {
    const { ask, commits, settled, groups } = heldCommits();
    const asked = ask('a');
    await settled();
    expect(groups()).toEqual([['a']]);
    commits[0]?.resolve();
    await asked;
  });

  it('commits together for all who ask while a commit is under way', async () => {
    const { ask, commits, settled, groups } = heldCommits();
    const first = ask('a');
    await settled();
    let done = 0;
    const others = ['b', 'c', 'd'].map((one) => ask(one).then(() => (done += 1)));
    await settled();
    expect(groups()).toEqual([['a']]);
    commits[0]?.resolve();
    await first;
    await settled();
    expect(groups()).toEqual([['a'], ['b', 'c', 'd']]);
    expect(done).toBe(0);
    commits[1]?.resolve();
    await Promise.all(others);
  });

  it('fails for those whose commit fails, and for nobody else', async () => {
    const { ask, commits, settled, groups } = heldCommits();
    const first = expect(ask('a')).rejects.toThrow('lost');
    await settled();
    const second = ask('b');
    commits[0]?.reject(new Error('lost'));
    await first;
    await settled();
    commits[1]?.resolve();
    await second;
    expect(groups()).toEqual([['a'], ['b']]);
  });
});
