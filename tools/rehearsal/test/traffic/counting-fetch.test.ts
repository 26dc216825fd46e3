import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { call, wrong } from '../../src/traffic/call.ts';
import { countingFetch } from '../../src/traffic/counting-fetch.ts';

let server: Server | undefined;

async function serve(listener: RequestListener): Promise<string> {
  const started = createServer(listener);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
}

afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve) ?? resolve(undefined));
  server = undefined;
});

/** As the typed client does. */
async function get(url: string): Promise<string> {
  const response = await countingFetch(url);
  if (response.ok) return response.text();
  throw Object.assign(new Error('refused'), { name: 'ProblemError', status: response.status });
}

describe('requests', () => {
  it('are counted with their answers', async () => {
    const origin = await serve((_, response) => response.end('hello'));
    const answer = await call(() => get(`${origin}/api/attachments/${crypto.randomUUID()}`));
    expect(answer).toMatchObject({ type: 'value', value: 'hello', mayLag: false });
    expect(answer.requests).toMatchObject([
      { method: 'GET', route: '/api/attachments/:id', status: 200 },
    ]);
    expect(answer.requests[0]?.failure).toBeUndefined();
  });

  it('count once for each hop of a redirect', async () => {
    const origin = await serve((request, response) => {
      if (request.url === '/media/photo') return response.end('bytes');
      return response.writeHead(307, { location: '/media/photo' }).end();
    });
    const answer = await call(() => get(`${origin}/api/photo`));
    expect(answer).toMatchObject({ type: 'value', value: 'bytes', mayLag: false });
    expect(answer.requests.map(({ status }) => status)).toEqual([307, 200]);
  });

  it('fail with a 5xx, which is not tried again', async () => {
    let asked = 0;
    const origin = await serve((_, response) => {
      asked += 1;
      response.writeHead(503).end();
    });
    const answer = await call(() => get(origin));
    expect(answer.type).toBe('broken');
    expect(answer.requests.map(({ failure }) => failure)).toEqual(['answered 503']);
    expect(asked).toBe(1);
  });

  it('fail when the connection breaks, in the middle of the bytes too', async () => {
    const origin = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 10 }).write('half');
      setImmediate(() => response.destroy());
    });
    const answer = await call(() => get(origin));
    expect(answer.type).toBe('broken');
    expect(answer.requests[0]?.failure).toMatch(/^connection error/);
  });

  it('do not fail with a 4xx, unless whoever asked says so', async () => {
    const origin = await serve((_, response) => response.writeHead(404).end());
    const answer = await call(() => get(origin));
    expect(answer).toMatchObject({ type: 'refused', status: 404 });
    expect(answer.requests[0]?.failure).toBeUndefined();
    wrong(answer, 'wrong answer: 404');
    expect(answer.requests[0]?.failure).toBe('wrong answer: 404');
  });

  it('fail when the client cannot make sense of the answer', async () => {
    const origin = await serve((_, response) => response.end('not JSON'));
    const answer = await call(async () => JSON.parse(await get(origin)));
    expect(answer.type).toBe('broken');
    expect(answer.requests[0]?.failure).toMatch(/^wrong answer: .*JSON/);
  });

  it('neither fail nor succeed when the user gives up', async () => {
    const origin = await serve(() => undefined);
    const answer = await call(() => get(origin), AbortSignal.timeout(20));
    expect(answer.type).toBe('broken');
    expect(answer.requests[0]).toMatchObject({ abandoned: true });
    expect(answer.requests[0]?.failure).toBeUndefined();
  });
});
