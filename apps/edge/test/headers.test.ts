import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { App, echo } from './support/app.ts';
import { raw } from './support/raw.ts';
import { freePort, RunningEdge } from './support/running-edge.ts';

let app: App;
let edge: RunningEdge;
let internal: string;

beforeAll(async () => {
  app = await App.start(async (request, response) => {
    response.setHeader('set-cookie', ['a=1', 'b=2']);
    response.setHeader('connection', 'close, x-hop');
    response.setHeader('x-hop', 'mine');
    await echo(request, response);
  });
  const internalPort = await freePort();
  internal = `http://127.0.0.1:${internalPort}`;
  edge = await RunningEdge.start({ apps: { monolith: { instances: [app.url], internalPort } } });
});

afterAll(async () => {
  await edge.stop();
  await app.stop();
});

/** The headers that the app got. */
async function seen(url: string, headers: Record<string, string> = {}) {
  const response = await fetch(url, { headers });
  const { headers: got } = (await response.json()) as { headers: Record<string, string> };
  return { response, got };
}

describe('the request id', () => {
  it('is made anew for a request from outside, and tells client and app', async () => {
    const { response, got } = await seen(`${edge.origin}/api`, {
      'x-request-id': 'forged-by-client',
    });

    expect(got['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(response.headers.get('x-request-id')).toBe(got['x-request-id']);
  });

  it('is kept between services', async () => {
    const { got } = await seen(`${internal}/internal/x`, { 'x-request-id': 'the-same-all-along' });

    expect(got['x-request-id']).toBe('the-same-all-along');
  });
});

describe('who the client is', () => {
  it('is said by the edge, whatever the client says', async () => {
    const { got } = await seen(`${edge.origin}/api`, {
      'x-forwarded-for': '6.6.6.6',
      'x-forwarded-proto': 'https',
      'x-real-ip': '6.6.6.6',
      forwarded: 'for=6.6.6.6',
    });

    expect(got).toMatchObject({
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': `127.0.0.1:${edge.port}`,
    });
    expect(got).not.toHaveProperty('forwarded');
    expect(got).not.toHaveProperty('x-real-ip');
  });
});

describe('the public scheme', () => {
  it('is what the edge is told: something before it may end TLS', async () => {
    const apps = { monolith: { instances: [app.url] } };
    const behindTls = await RunningEdge.start({ apps }, { PUBLIC_SCHEME: 'https' });
    try {
      const { got } = await seen(`${behindTls.origin}/api`, { 'x-forwarded-proto': 'http' });
      expect(got['x-forwarded-proto']).toBe('https');
    } finally {
      await behindTls.stop();
    }
  });
});

describe('headers about one connection only', () => {
  it('do not reach the app', async () => {
    await raw(
      edge.port,
      'GET /api HTTP/1.1\r\nHost: a\r\nConnection: close, x-secret\r\nX-Secret: 1\r\nTE: trailers\r\nExpect: 100-continue\r\nKeep-Alive: timeout=1\r\nUpgrade: h2c\r\nProxy-Authorization: x\r\nX-Kept: 1\r\n\r\n',
    );

    const got = app.requests.at(-1)?.headers;
    expect(got).toMatchObject({ 'x-kept': '1', connection: 'keep-alive' });
    for (const name of [
      'x-secret',
      'te',
      'expect',
      'keep-alive',
      'upgrade',
      'proxy-authorization',
    ]) {
      expect(got).not.toHaveProperty(name);
    }
  });

  it('do not reach the client', async () => {
    const { response } = await seen(`${edge.origin}/api`);

    expect(response.headers.get('connection')).toBe('keep-alive');
    expect(response.headers.has('x-hop')).toBe(false);
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });
});

describe('the body', () => {
  it.each([
    ['with a length', 'POST', 'hello'],
    ['with a length, of a DELETE', 'DELETE', 'hello'],
    ['in chunks', 'PATCH', new Blob(['hel', 'lo']).stream()],
    ['in chunks, of a DELETE', 'DELETE', new Blob(['hel', 'lo']).stream()],
    ['of no bytes', 'POST', ''],
  ])('arrives %s', async (_how, method, body) => {
    const response = await fetch(`${edge.origin}/api`, {
      method,
      body,
      duplex: 'half',
    } as RequestInit);

    expect(await response.json()).toMatchObject({ method, body: body === '' ? '' : 'hello' });
  });
});
