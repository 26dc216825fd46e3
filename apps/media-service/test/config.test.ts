import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const publicKey = (type: 'ed25519' | 'x25519') =>
  generateKeyPairSync(type as 'ed25519')
    .publicKey.export({ format: 'der', type: 'spki' })
    .toString('base64');
const complete = {
  DATABASE_URL: 'postgres://127.0.0.1/nobody',
  PORT: '8080',
  SERVICE_TOKEN: 'x'.repeat(32),
  MONOLITH_URL: 'http://127.0.0.1:8081',
  SIGNING_PUBLIC_KEY: publicKey('ed25519'),
  S3_ENDPOINT: 'http://127.0.0.1:9000',
  S3_REGION: 'us-east-1',
  S3_BUCKET: 'photos',
  S3_ACCESS_KEY_ID: 'id',
  S3_SECRET_ACCESS_KEY: 'secret',
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
      expect.arrayContaining([
        'DATABASE_URL',
        'PORT',
        'SERVICE_TOKEN',
        'SIGNING_PUBLIC_KEY',
        'MONOLITH_URL',
        'S3_BUCKET',
      ]),
    );
  });

  it.each([
    ['DATABASE_URL', 'mysql://127.0.0.1/nobody'],
    ['PORT', '0'],
    ['PORT', '65536'],
    ['SERVICE_TOKEN', 'too short'],
    ['DRAIN_DELAY_MS', '-1'],
    ['LOG_LEVEL', 'loud'],
    ['SIGNING_PUBLIC_KEY', 'made-up'],
    ['SIGNING_PUBLIC_KEY', publicKey('x25519')],
    ['S3_ENDPOINT', 'ftp://127.0.0.1'],
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
