import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { App, echo } from './support/app.ts';
import { raw, statusOf } from './support/raw.ts';
import { RunningEdge } from './support/running-edge.ts';

let app: App;
let edge: RunningEdge;

beforeAll(async () => {
  app = await App.start(echo);
  edge = await RunningEdge.start({
    // Even a configuration that sends everything to the app.
    routes: [{ prefix: '/', app: 'monolith' }],
    apps: { monolith: { instances: [app.url] } },
  });
});

afterAll(async () => {
  await edge.stop();
  await app.stop();
});

const get = (target: string) =>
  raw(edge.port, `GET ${target} HTTP/1.1\r\nHost: photos.example\r\nConnection: close\r\n\r\n`);

describe('what only services may use', () => {
  it.each([
    '/internal',
    '/internal/',
    '/internal/attachments/merge',
    '/internal?x=1',
    '/INTERNAL/attachments',
    '/Internal/attachments',
    '//internal/attachments',
    '///internal/attachments',
    '/./internal/attachments',
    '/api/../internal/attachments',
    '/api/..;/internal/attachments',
    '/api/%2e%2e/internal/attachments',
    '/api/%2E%2E%2Finternal/attachments',
    '/api/.%2e/internal/attachments',
    '/%2e/internal/attachments',
    '/%69nternal/attachments',
    '/%49NTERNAL/attachments',
    '/%2569nternal/attachments',
    '/%252569nternal/attachments',
    '/api/%252e%252e/internal/attachments',
    '/api/%25252e%25252e/internal/attachments',
    '/internal%2fattachments',
    '/internal%2Fattachments',
    '/internal%5cattachments',
    '%2finternal/attachments',
    '/%2finternal/attachments',
    '/%2Finternal/attachments',
    '\\internal\\attachments',
    '/\\internal/attachments',
    '/api\\..\\internal/attachments',
    '/api/..%5cinternal/attachments',
    '/%5cinternal/attachments',
    '/internal%00/attachments',
    '/\tinternal/attachments',
    '/%09/../internal/attachments',
    '/internal#/api',
    'http://photos.example/internal/attachments',
    'http://photos.example/api/users',
    'internal/attachments',
    '*',
    '/%',
    '/%zz/internal',
    '/%c0%ae%c0%ae/internal/attachments',
    '/%e0%80%af/internal/attachments',
  ])('is not reached by %j', async (target) => {
    const before = app.requests.length;

    const response = await get(target);

    expect([400, 404]).toContain(statusOf(response));
    expect(response).toContain('application/problem+json');
    expect(app.requests).toHaveLength(before);
  });

  it('is not reached by a request hidden in the body of another one', async () => {
    const hidden = 'GET /internal/attachments HTTP/1.1\r\nHost: a\r\n\r\n';
    const smuggling = [
      `GET /api HTTP/1.1\r\nHost: a\r\nContent-Length: ${hidden.length}\r\nConnection: close, content-length\r\n\r\n${hidden}`,
      `POST /api HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n${hidden}`,
      `POST /api HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\nConnection: close\r\n\r\n0\r\n\r\n${hidden}`,
      `POST /api HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close, transfer-encoding\r\n\r\n${hidden.length.toString(16)}\r\n${hidden}\r\n0\r\n\r\n`,
      `POST /api HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\nConnection: close\r\n\r\n0\r\n\r\n${hidden}`,
    ];

    await Promise.all(smuggling.map((bytes) => raw(edge.port, bytes)));

    expect(app.requests.map(({ url }) => url)).not.toContainEqual(
      expect.stringMatching('internal'),
    );
  });
});

describe('a harmless path', () => {
  it.each([
    '/api/users',
    '/api/a%20b',
    '/api/100%25',
    '/api/caf%C3%A9',
    '/api/users/?a=//..//b#'.slice(0, -1),
    '/api/internal',
  ])('reaches the app as it came: %s', async (target) => {
    const response = await get(target);

    expect(statusOf(response)).toBe(200);
    expect(app.requests.at(-1)?.url).toBe(target);
  });
});

describe('what is not a request', () => {
  it.each([
    ['noise', 'hello\r\n\r\n', 400],
    ['CONNECT', 'CONNECT photos.example:443 HTTP/1.1\r\nHost: photos.example\r\n\r\n', 400],
    ['no Host', 'GET /api HTTP/1.1\r\n\r\n', 400],
    ['large headers', `GET /api HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(17_000)}\r\n\r\n`, 431],
    ['a large target', `GET /api?${'x'.repeat(17_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 431],
  ])('is refused: %s', async (_what, bytes, status) => {
    const response = await raw(edge.port, bytes);

    expect(statusOf(response)).toBe(status);
  });
});
