import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const complete = {
  DATABASE_URL: 'postgres://127.0.0.1/nobody',
  PORT: '8080',
  SERVICE_TOKEN: 'x'.repeat(32),
};

/** Starts the service with exactly this environment. */
function start(env: Record<string, string>, ...args: string[]) {
  const { status, stderr } = spawnSync(process.execPath, [main, ...args], {
    env,
    encoding: 'utf8',
    timeout: 20_000,
  });
  return { status, lines: stderr.trim().split('\n') };
}

describe('configuration', () => {
  it('is named, all that is missing of it', () => {
    const { status, lines } = start({});
    expect(status).toBe(1);
    expect(lines.map((line) => line.split(' is missing')[0])).toEqual(
      expect.arrayContaining(['DATABASE_URL', 'PORT', 'SERVICE_TOKEN']),
    );
  });

  it.each([
    ['DATABASE_URL', 'mysql://127.0.0.1/nobody'],
    ['PORT', '0'],
    ['PORT', '65536'],
    ['SERVICE_TOKEN', 'too short'],
    ['DRAIN_DELAY_MS', '-1'],
    ['LOG_LEVEL', 'loud'],
  ])('%s must not be %j', (name, value) => {
    const { status, lines } = start({ ...complete, [name]: value });
    expect(status).toBe(1);
    expect(lines).toEqual([expect.stringContaining(`${name} is wrong`)]);
  });

  it('of migrate is the database alone', () => {
    const { status, lines } = start({}, 'migrate');
    expect(status).toBe(1);
    expect(lines).toEqual([expect.stringContaining('DATABASE_URL is missing')]);
  });
});
