import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Child } from '../src/child-process.ts';
import { DeadlineExceeded } from '../src/wait-until.ts';

let directory: string;
let child: Child;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'child-'));
  child = await Child.start({
    name: 'idler',
    command: process.execPath,
    args: ['-e', 'setInterval(() => {}, 1_000)'],
    env: {},
    logFile: join(directory, 'idler.log'),
  });
});

afterEach(async () => {
  await child.kill();
  await rm(directory, { recursive: true });
});

describe('a process', () => {
  it('goes on when it is ready', async () => {
    await child.untilReady(async () => true);

    expect(child.running).toBe(true);
  });

  it('that is not ready in time is killed', async () => {
    const tooLate = async () => {
      throw new DeadlineExceeded('waited in vain');
    };

    await expect(child.untilReady(tooLate)).rejects.toThrow('idler waited in vain');
    expect(child.running).toBe(false);
  });

  it('that ends instead of getting ready says so', async () => {
    const ending = async () => {
      await child.kill();
      return false;
    };

    await expect(child.untilReady(ending)).rejects.toThrow('idler ended while starting');
  });
});
