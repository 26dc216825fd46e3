import { once } from 'node:events';
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type FixtureProcess, freePort, startFixture, until } from './fixture-process.ts';

jest.setTimeout(30_000);

let app: FixtureProcess;
let origin: string;

async function start(drainDelayMs: number): Promise<void> {
  const port = await freePort();
  origin = `http://127.0.0.1:${port}`;
  app = startFixture({ PORT: `${port}`, DRAIN_DELAY_MS: `${drainDelayMs}` });
  await until(() => app.stdout().includes('"listening"'));
}

afterEach(() => {
  app.child.kill('SIGKILL');
});

const status = (path: string) => fetch(origin + path).then((res) => res.status);
const refused = () =>
  status('/healthz').then(
    () => false,
    (error) => error.cause?.code === 'ECONNREFUSED',
  );

/** A request that is in flight until its body is ended. */
async function begin(agent: Agent): Promise<{ req: ClientRequest; answer: Promise<string> }> {
  const req = request(`${origin}/echo`, { method: 'POST', agent });
  const answer = once(req, 'response').then(([res]: IncomingMessage[]) => text(res as never));
  answer.catch(() => {});
  await new Promise((resolve) => req.write('first half, ', resolve));
  return { req, answer };
}

describe('draining', () => {
  beforeEach(() => start(1_000));

  it.each(['SIGTERM', 'SIGINT'] as const)('goes through all steps on %s', async (signal) => {
    const agent = new Agent({ keepAlive: true });
    const { req, answer } = await begin(agent);
    expect(await status('/readyz')).toBe(200);

    app.child.kill(signal);
    await until(async () => (await status('/readyz')) === 503);
    const serving = await fetch(`${origin}/echo`, { method: 'POST', body: 'still serving' });
    expect(serving.status).toBe(200);
    expect(serving.headers.get('connection')).toBe('close');

    await until(refused);
    expect(app.child.exitCode).toBeNull();
    req.end('second half');
    expect(await answer).toBe('first half, second half');
    expect(await app.exitCode).toBe(0);
    expect(app.stdout()).toContain('nothing left open');
    agent.destroy();
  });
});

describe('stopping', () => {
  it('does not wait for idle keep-alive connections', async () => {
    await start(0);
    const agent = new Agent({ keepAlive: true });
    const { req, answer } = await begin(agent);
    req.end('second half');
    await answer;
    app.child.kill('SIGTERM');
    expect(await app.exitCode).toBe(0);
    agent.destroy();
  });

  it('does not wait for connections that never had a request', async () => {
    await start(0);
    const socket = connect(Number(new URL(origin).port), '127.0.0.1');
    await once(socket, 'connect');
    app.child.kill('SIGTERM');
    expect(await app.exitCode).toBe(0);
    socket.destroy();
  });
});

describe('the log', () => {
  it('has a line of JSON for each request, with its id, and no grant', async () => {
    await start(0);
    const headers = { 'X-Request-Id': 'request-0001' };
    await fetch(`${origin}/broken/1?grant=s3cret&size=2`, { headers });
    await until(() => app.stdout().includes('"ms"'));
    const lines = app
      .stdout()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const [failed, access] = lines.filter((line) => line.requestId === 'request-0001');
    expect(failed).toMatchObject({ level: 'error', msg: 'request failed' });
    expect(failed.err.stack).toContain('a secret detail');
    expect(access).toMatchObject({
      level: 'error',
      req: { method: 'GET', url: '/broken/1?grant=-&size=2' },
      res: { status: 500 },
      ms: expect.any(Number),
    });
    expect(app.stdout()).not.toContain('s3cret');
  });
});
