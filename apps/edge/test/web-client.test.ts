import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { raw, statusOf } from './support/raw.ts';
import { RunningEdge } from './support/running-edge.ts';

let directory: string;
let edge: RunningEdge;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'edge-web-'));
  const web = join(directory, 'dist');
  await mkdir(join(web, 'assets'), { recursive: true });
  await writeFile(join(directory, 'secret.txt'), 'secret');
  await writeFile(join(web, 'index.html'), '<!doctype html><title>Photos</title>');
  await writeFile(join(web, 'favicon.svg'), '<svg/>');
  await writeFile(join(web, '.hidden'), 'secret');
  await writeFile(join(web, 'assets', 'index-abc123.js'), 'export {};');
  edge = await RunningEdge.start({ web });
});

afterAll(async () => {
  await edge.stop();
  await rm(directory, { recursive: true });
});

const get = (path: string, init?: RequestInit) => fetch(`${edge.origin}${path}`, init);

describe('the web client', () => {
  it.each(['/', '/conversations/0190a5b0', '/index.html'])(
    'is a page at %s, never kept',
    async (path) => {
      const response = await get(path);

      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toMatch(/^text\/html/);
      expect(response.headers.get('cache-control')).toBe('no-cache');
      expect(await response.text()).toContain('Photos');
    },
  );

  it('has assets that are kept for ever', async () => {
    const response = await get('/assets/index-abc123.js');

    expect(response.headers.get('content-type')).toMatch(/javascript/);
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });

  it('tells browsers what to be strict about', async () => {
    const { headers } = await get('/');

    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('content-security-policy')).toMatch(
      /default-src 'self'.*img-src 'self' blob:/,
    );
  });

  it('answers conditional requests and ranges', async () => {
    const etag = (await get('/favicon.svg')).headers.get('etag');
    const conditional = await raw(
      edge.port,
      `GET /favicon.svg HTTP/1.1\r\nHost: a\r\nIf-None-Match: ${etag}\r\nConnection: close\r\n\r\n`,
    );
    expect(statusOf(conditional)).toBe(304);
    expect((await get('/favicon.svg', { headers: { range: 'bytes=0-2' } })).status).toBe(206);
    expect((await get('/favicon.svg', { headers: { range: 'bytes=99-' } })).status).toBe(416);
  });

  it.each(['/assets/none.js', '/assets/none', '/none.png', '/.hidden', '/assets/'])(
    'has nothing at %s',
    async (path) => {
      const response = await get(path);

      expect(response.status).toBe(404);
      expect(response.headers.get('content-type')).toBe('application/problem+json');
    },
  );

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/../../secret.txt',
    '/%252e%252e/secret.txt',
  ])('gives nothing away at %s', async (path) => {
    const response = await raw(
      edge.port,
      `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
    );

    expect(statusOf(response)).toBe(400);
    expect(response).not.toContain('secret"');
  });

  it('can only be read', async () => {
    const response = await get('/', { method: 'POST', body: 'x' });

    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD');
  });

  it('has headers for HEAD', async () => {
    const response = await get('/', { method: 'HEAD' });

    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
  });
});
