import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { withLock } from '../../src/builds/lock.ts';

const { signal } = new AbortController();
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
  await Promise.all([1, 2, 3].map(() => withLock(path, signal, work)));
  expect(most).toBe(1);
});

it('takes over from a holder that has died', async () => {
  const path = join(folder, 'dead');
  const dead = execa(process.execPath, ['--eval', '']);
  await dead;
  await writeFile(path, String(dead.pid));
  await expect(withLock(path, signal, async () => 'in')).resolves.toBe('in');
});

it('stops waiting when it is aborted', async () => {
  const path = join(folder, 'held');
  await writeFile(path, String(process.pid));
  const waiting = withLock(path, AbortSignal.timeout(50), async () => 'in');
  await expect(waiting).rejects.toThrow(/abort/i);
});
