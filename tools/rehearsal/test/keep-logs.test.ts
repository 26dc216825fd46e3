import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { keepLogs } from '../src/keep-logs.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'logs-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** What a rehearsal leaves of its apps; the instances tell one rehearsal from another. */
async function leftBy(rehearsal: number): Promise<string> {
  const directory = join(folder, `stack-${rehearsal}`);
  await mkdir(directory);
  for (const instance of [1, 2, 3]) {
    await writeFile(join(directory, `monolith-${rehearsal}${instance}.log`), 'started');
  }
  await writeFile(join(directory, 'secrets.json'), '{}');
  return directory;
}

describe('the logs that are kept', () => {
  it('are those of the last rehearsal, and nothing else', async () => {
    const kept = join(folder, 'logs');
    for (const rehearsal of [1, 2]) await keepLogs(await leftBy(rehearsal), kept);
    expect((await readdir(kept)).sort()).toEqual(
      [1, 2, 3].map((instance) => `monolith-2${instance}.log`),
    );
  });

  it('are all of one rehearsal when several end at once', async () => {
    const kept = join(folder, 'logs');
    const left = await Promise.all([1, 2, 3, 4, 5].map(leftBy));
    await Promise.all(left.map((directory) => keepLogs(directory, kept)));
    const names = await readdir(kept);
    expect(names).toHaveLength(3);
    expect(new Set(names.map((name) => name.slice(0, -'1.log'.length))).size).toBe(1);
    expect((await readdir(folder)).filter((name) => name.startsWith('logs'))).toEqual(['logs']);
  });
});
