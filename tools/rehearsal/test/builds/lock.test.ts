import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { execa } from 'execa';
import { withLock } from '../../src/builds/lock.ts';

const options = { signal: new AbortController().signal, onWait: () => {} };
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lock-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('lets one in after the other', async () => {
  const path = join(folder, 'one');
  let inside = 0;
  let most = 0;
  const work = async () => {
    inside += 1;
    most = Math.max(most, inside);
    await new Promise((resolve) => setImmediate(resolve));
    inside -= 1;
  };
  await Promise.all([1, 2, 3].map(() => withLock(path, options, work)));
  expect(most).toBe(1);
});

it('takes over from a holder that has died', async () => {
  const path = join(folder, 'dead');
  const dead = execa(process.execPath, ['--eval', '']);
  await dead;
  await writeFile(path, String(dead.pid));
  await expect(withLock(path, options, async () => 'in')).resolves.toBe('in');
});

it.each([
  ['an earlier process with our id', String(process.pid)],
  ['somebody who died before writing into it', ''],
])('takes over from %s', async (who, content) => {
  const path = join(folder, who);
  await writeFile(path, content);
  await utimes(path, new Date(0), new Date(0));
  await expect(withLock(path, options, async () => 'in')).resolves.toBe('in');
});

it('lets one in after the other also when all find a stale lock', async () => {
  const path = join(folder, 'stale');
  await writeFile(path, String(process.pid));
  let inside = 0;
  const work = async () => {
    inside += 1;
    expect(inside).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    inside -= 1;
  };
  await Promise.all([1, 2].map(() => withLock(path, options, work)));
  expect((await readdir(folder)).filter((name) => name.startsWith('stale'))).toEqual([]);
});

it('says once whom it waits for, and stops waiting when it is aborted', async () => {
  const path = join(folder, 'held');
  const onWait = jest.fn();
  await writeFile(path, String(process.ppid));
  const waiting = withLock(path, { signal: AbortSignal.timeout(600), onWait }, async () => 'in');
  await expect(waiting).rejects.toThrow(/abort/i);
  expect(onWait.mock.calls).toEqual([[process.ppid]]);
});
