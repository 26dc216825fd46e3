import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { waitUntil } from '../src/index.ts';
import { isRunning } from '../src/is-running.ts';
import { makeCheckout, removeCheckouts } from './support/checkouts.ts';

const SCRIPT = join(import.meta.dirname, 'support/start-and-wait.ts');
let checkout: string;

beforeAll(async () => {
  checkout = await makeCheckout(['greeter']);
});

afterAll(async () => {
  await removeCheckouts([checkout]);
});

describe('when whoever started a stack', () => {
  it.each([
    ['is killed', 'SIGKILL'],
    ['ends without stopping it', 'SIGUSR2'],
    ['is interrupted and does not care', 'SIGINT'],
  ] as const)('%s, all of it is stopped and cleared away', async (_how, signal) => {
    const starter = spawn(process.execPath, [SCRIPT, checkout], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(createInterface({ input: starter.stdout }), 'line');
    const { directory, pids } = JSON.parse(line) as { directory: string; pids: number[] };
    expect(pids.map(isRunning)).toEqual(Array(6).fill(true));

    starter.kill(signal);

    await waitUntil('nothing runs', () => !pids.some(isRunning), { deadlineMs: 60_000 });
    await waitUntil('nothing is left on disk', () => !existsSync(directory));
  });
});
