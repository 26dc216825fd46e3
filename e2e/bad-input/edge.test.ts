import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { expectProblem } from '../support/expect.ts';
import { exchange, head } from '../support/raw-http.ts';
import { useStack } from '../support/stack.ts';

/** Ways to write a path that some server on the way could read as one below /internal. */
const internalPaths = [
  '/internal',
  '/internal/',
  '/internal/attachments/merge',
  '/INTERNAL/attachments/merge',
  '/Internal/attachments/merge',
  '//internal/attachments/merge',
  '///internal//attachments/merge',
  '/./internal/attachments/merge',
  '/%69nternal/attachments/merge',
  '/%2e/internal/attachments/merge',
  '/%2finternal/attachments/merge',
  '/internal%2fattachments%2fmerge',
  '\\internal\\attachments\\merge',
  '/\\internal/attachments/merge',
  '/%5cinternal/attachments/merge',
  '/api/../internal/attachments/merge',
  '/api/..//internal/attachments/merge',
  '/api/%2e%2e/internal/attachments/merge',
  '/api/%2E./internal/attachments/merge',
  '/api/..%2finternal/attachments/merge',
  '/api/..%2Finternal/attachments/merge',
  '/api/..%5cinternal/attachments/merge',
  '/api/..\\internal\\attachments\\merge',
  '/api/../api/../internal/attachments/merge',
  '/media/../internal/attachments/merge',
  '/internal?x=1',
  '/x/../internal/attachments/merge',
];

describe('through the edge', () => {
  const app = useStack();
  const host = () => new URL(app.origin).host;
  const appLogs = () =>
    Object.values(app.stack.apps)
      .flatMap(({ instances }) => instances.map((instance) => instance.log()))
      .join('\n');

  it.each(internalPaths)('nobody reaches %s', async (path) => {
    const probe = randomUUID();
    const target = `${path}${path.includes('?') ? '&' : '?'}probe=${probe}`;
    for (const method of ['GET', 'POST', 'DELETE']) {
      const answer = await exchange(
        app.origin,
        head(`${method} ${target} HTTP/1.1`, {
          Host: host(),
          Authorization: `Bearer ${app.stack.serviceToken}`,
          'Content-Length': '0',
        }),
      );
      await expectProblem(answer, [400, 404]);
    }
    expect(appLogs()).not.toContain(probe);
  });

  it.each(['/internal;x=1/attachments/merge', '/%2569nternal/attachments/merge'])(
    '%s is no address of an app either',
    async (path) => {
      const probe = randomUUID();
      const request = head(`GET ${path}?probe=${probe} HTTP/1.1`, { Host: host() });
      expect((await exchange(app.origin, request)).status).toBeLessThan(500);
      expect(appLogs()).not.toContain(probe);
    },
  );

  it('nobody reaches it by naming the whole address', async () => {
    for (const target of [`http://${host()}/internal/x`, `http://evil.example/api/../internal/x`]) {
      const answer = await exchange(
        app.origin,
        head(`GET ${target} HTTP/1.1`, {
          Host: host(),
          Authorization: `Bearer ${app.stack.serviceToken}`,
        }),
      );
      await expectProblem(answer, [400, 404]);
    }
  });

  it.each(['/metrics', '/api/../metrics', '/api/%2e%2e/metrics', '//metrics'])(
    "nobody reads the apps' metrics with %s",
    async (path) => {
      const answer = await exchange(app.origin, head(`GET ${path} HTTP/1.1`, { Host: host() }));
      expect(answer.body).not.toContain('http_request_duration_seconds');
    },
  );

  it.each([
    ['two lengths', { 'Content-Length': ['5', '6'] }],
    ['a length and chunks', { 'Content-Length': '5', 'Transfer-Encoding': 'chunked' }],
    ['a length that is no number', { 'Content-Length': 'five' }],
    ['a negative length', { 'Content-Length': '-5' }],
    ['chunks in disguise', { 'Transfer-Encoding': 'chunked, identity' }],
    ['an unknown transfer encoding', { 'Transfer-Encoding': 'xchunked' }],
    ['a header without a name', { '': 'x' }],
    ['a header name with a space', { 'Content-Length ': '5' }],
    ['a NUL in a header', { 'X-Test': 'a\0b' }],
  ] as [string, Record<string, string | string[]>][])(
    'nobody smuggles a request: %s',
    async (_name, headers) => {
      const smuggled = 'GET /internal/x HTTP/1.1\r\nHost: x\r\n\r\n';
      const request = head('POST /api/sessions HTTP/1.1', { Host: host(), ...headers }) + smuggled;
      const answer = await exchange(app.origin, request);
      await expectProblem(answer, [400, 404, 501]);
    },
  );

  it.each([
    ['one of 100 kB', { 'X-Flood': 'x'.repeat(100_000) }],
    ['ten of 10 kB', { 'X-Flood': Array.from({ length: 10 }, () => 'x'.repeat(10_000)) }],
    ['10,000 small ones', { 'X-Flood': Array.from({ length: 10_000 }, () => 'x') }],
    ['a cookie of 100 kB', { Cookie: `session=${'x'.repeat(100_000)}` }],
    ['a token of 100 kB', { Authorization: `Bearer ${'x'.repeat(100_000)}` }],
  ] as [string, Record<string, string | string[]>][])(
    'nobody floods it with headers: %s',
    async (_name, headers) => {
      const request = head('GET /api/conversations HTTP/1.1', { Host: host(), ...headers });
      await expectProblem(await exchange(app.origin, request), [400, 431]);
    },
  );

  it('nobody sends an address of 100 kB', async () => {
    const request = head(`GET /api/${'x'.repeat(100_000)} HTTP/1.1`, { Host: host() });
    await expectProblem(await exchange(app.origin, request), [400, 414, 431]);
  });

  it.each(['nonsense', 'GET', 'get / http/1.1', '\0\0\0\0'])(
    'what is not HTTP is told so: %j',
    async (line) => {
      await expectProblem(await exchange(app.origin, `${line}\r\n\r\n`), 400);
    },
  );

  it('every method but those of a route is refused', async () => {
    for (const method of ['PUT', 'TRACE', 'PROPFIND', 'PATCH']) {
      const request = head(`${method} /api/conversations HTTP/1.1`, {
        Host: host(),
        'Content-Length': '0',
      });
      await expectProblem(await exchange(app.origin, request), [400, 401, 404, 405, 501]);
    }
  });

  it('request ids are made here, not taken from outside', async () => {
    const response = await fetch(`${app.origin}/api/conversations`, {
      headers: { 'X-Request-Id': 'chosen-by-an-attacker' },
    });
    expect(response.headers.get('x-request-id')).toMatch(/./);
    expect(response.headers.get('x-request-id')).not.toBe('chosen-by-an-attacker');
    await response.body?.cancel();
  });
});
