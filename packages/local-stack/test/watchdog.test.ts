import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { waitUntil } from '../src/index.ts';
import { isRunning } from '../src/is-running.ts';
import { makeCheckout, removeCheckouts } from './support/checkouts.ts';

const SCRIPT = join(import.meta.dirname, 'support/start-and-wait.ts');
const GROUP = join(import.meta.dirname, 'support/watch-group.ts');
let checkout: string;

beforeAll(async () => {
  checkout = await makeCheckout(['greeter']);
});

afterAll(async () => {
  await removeCheckouts([checkout]);
});

interface Started {
  starter: ChildProcess;
  directories: string[];
  pids: number[];
}

async function start(env: NodeJS.ProcessEnv = process.env): Promise<Started> {
  const starter = spawn(process.execPath, [SCRIPT, checkout], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface({ input: starter.stdout }), 'line');
  return { starter, ...JSON.parse(line) };
}

const nothingIsLeft = (directories: string[]) =>
  waitUntil('nothing is left on disk', () => !directories.some((one) => existsSync(one)));

describe('when whoever started a stack', () => {
  it.each([
    ['is killed', 'SIGKILL'],
    ['ends without stopping it', 'SIGUSR2'],
    ['is interrupted and does not care', 'SIGINT'],
  ] as const)('%s, all of it is stopped and cleared away', async (_how, signal) => {
    const { starter, directories, pids } = await start();
    expect(pids.map(isRunning)).toEqual(Array(6).fill(true));

    starter.kill(signal);

    await waitUntil('nothing runs', () => !pids.some(isRunning), { deadlineMs: 60_000 });
    await nothingIsLeft(directories);
  });

  const asRoot = process.getuid?.() === 0 ? it : it.skip;
  asRoot('is root, with temporary files that nobody else may see, nothing stays', async () => {
    const hidden = await mkdtemp(join(tmpdir(), 'hidden-'));
    const { starter, directories } = await start({ ...process.env, TMPDIR: hidden });
    const [directory = '', database = ''] = directories;
    expect(database.startsWith(directory)).toBe(false);

    starter.kill('SIGKILL');

    await nothingIsLeft([directory, dirname(database)]);
    await rm(hidden, { recursive: true });
  });

  it('is killed, so are the process groups it has had watched', async () => {
    const watcher = spawn(process.execPath, [GROUP], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(createInterface({ input: watcher.stdout }), 'line');
    const pids = JSON.parse(line) as number[];
    expect(pids.map(isRunning)).toEqual([true, true]);

    watcher.kill('SIGKILL');

    await waitUntil('nothing runs', () => !pids.some(isRunning));
  });
});
