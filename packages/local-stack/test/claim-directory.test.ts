import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { claimDirectory } from '../src/cli/claim-directory.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'claim-'));
});

afterEach(() => rm(directory, { recursive: true }));

const claimedBy = (pid: number) => writeFile(join(directory, 'dev.pid'), String(pid));

describe('a directory', () => {
  it('is not shared with a process that runs', async () => {
    await claimedBy(process.ppid);

    await expect(claimDirectory(directory)).rejects.toThrow(`in use by process ${process.ppid}`);
  });

  it('is taken over from an earlier process that had our id, and given back', async () => {
    await claimedBy(process.pid);

    await (await claimDirectory(directory))();

    expect(await readdir(directory)).toEqual([]);
  });
});
