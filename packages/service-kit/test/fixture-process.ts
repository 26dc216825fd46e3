import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const entry = path.join(import.meta.dirname, 'fixtures/app.ts');

/** The fixture app as a process, with all that it printed. */
export interface FixtureProcess {
  child: ChildProcess;
  stdout: () => string;
  stderr: () => string;
  exitCode: Promise<number | null>;
}

export function startFixture(env: Record<string, string>): FixtureProcess {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', entry], { env });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => {
    stdout += data;
  });
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const exitCode = once(child, 'close').then(([code]) => code as number | null);
  return { child, stdout: () => stdout, stderr: () => stderr, exitCode };
}

/** Waits for a condition; throws when it doesn't come true in ten seconds. */
export async function until(condition: () => unknown): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`still not so: ${condition}`);
    await delay(10);
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
