import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { freePort, waitUntil } from '../src/index.ts';

const DEV = join(import.meta.dirname, '../src/cli/dev.ts');
const MONOLITH = join(import.meta.dirname, '../../../apps/monolith/dist/main.js');
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'dev-'));
});

afterEach(() => rm(directory, { recursive: true }));

interface Running {
  child: ChildProcess;
  output: () => string;
  exit: Promise<unknown[]>;
}

function dev(...args: string[]): Running {
  const child = spawn(process.execPath, [DEV, '--directory', directory, ...args]);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += String(chunk);
    });
  }
  return { child, output: () => output, exit: once(child, 'exit') };
}

describe('pnpm dev', () => {
  it('runs this checkout until Ctrl-C, keeps its data, and leaves no process behind', async () => {
    const port = await freePort();
    const user = { handle: 'ada', displayName: 'Ada', password: 'correct horse battery' };
    const post = (path: string) =>
      fetch(`http://localhost:${port}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(user),
      });

    for (const status of [201, 409]) {
      const { child, output, exit } = dev('--', '--port', String(port), '--instances', '1');
      await waitUntil('it runs', () => child.exitCode !== null || output().includes('Ctrl-C'));
      expect(output()).toContain(`http://localhost:${port}`);
      expect((await fetch(`http://localhost:${port}/`)).headers.get('content-type')).toMatch(
        'html',
      );
      expect((await post('/api/users')).status).toBe(status);

      const env = join(directory, 'photos/monolith.env');
      const migrate = [`--env-file=${env}`, MONOLITH, 'migrate'];
      expect((await promisify(execFile)(process.execPath, migrate, { env: {} })).stderr).toBe('');

      child.kill('SIGINT');

      expect(await exit).toEqual([0, null]);
      await expect(post('/api/users')).rejects.toThrow();
    }
  });

  it('says when its port is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };

    const { output, exit } = dev('--port', String(port));

    expect(await exit).toEqual([1, null]);
    expect(output()).toContain(`Port ${port} is in use`);
    server.close();
  });

  it.each(['0', 'eighty', '70000'])('refuses port %s', async (port) => {
    const { output, exit } = dev('--port', port);

    expect(await exit).toEqual([1, null]);
    expect(output()).toContain('whole number from 1 to 65535');
  });

  it.each(['0', '17', '1e1'])('refuses %s instances', async (instances) => {
    const { output, exit } = dev('--instances', instances);

    expect(await exit).toEqual([1, null]);
    expect(output()).toContain('whole number from 1 to 16');
  });

  it('helps', async () => {
    const { output, exit } = dev('--help');

    expect(await exit).toEqual([0, null]);
    expect(output()).toMatch(/--port.*--fresh/s);
  });
});
