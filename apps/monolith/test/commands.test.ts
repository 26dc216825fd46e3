import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { freePort } from '@photos/local-stack';

const main = resolve(import.meta.dirname, '../dist/main.js');

describe('a command that there is not', () => {
  it('is named, and not taken for an argument of serve', async () => {
    const [code, stdout, stderr] = await outcome(['back-fill'], {});
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^error: unknown command 'back-fill'\n/);
  });
});

describe('a command that is not told all it needs', () => {
  it('names what is missing, and exits with 1', async () => {
    const expected = 'DATABASE_URL is missing: postgresql://user:password@host:5432/database\n';
    expect(await outcome(['migrate'], {})).toEqual([1, '', expected]);
  });
});

describe('a command that can not reach the database', () => {
  it('says so in one line, and exits with 1', async () => {
    const address = `127.0.0.1:${await freePort()}`;
    const env = { DATABASE_URL: `postgresql://u:p@${address}/db` };
    const [code, stdout, stderr] = await outcome(['migrate'], env);
    expect([code, stdout, stderr]).toEqual([1, '', `connect ECONNREFUSED ${address}\n`]);
  });
});

describe('serve', () => {
  // Calls would leave out a path.
  it.each(['http://127.0.0.1/media/', 'media'])('refuses %s as MEDIA_SERVICE_URL', async (url) => {
    const [code, , stderr] = await outcome([], { MEDIA_SERVICE_URL: url });
    expect(code).toBe(1);
    expect(stderr.split('\n')).toContain(
      'MEDIA_SERVICE_URL is wrong: must be a URL without a path, such as http://host:8080',
    );
  });
});

function outcome(args: string[], env: Record<string, string>) {
  return new Promise<[unknown, string, string]>((settle) => {
    execFile(process.execPath, [main, ...args], { env }, (error, stdout, stderr) => {
      settle([error?.code, stdout, stderr]);
    });
  });
}
