import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { App } from './support/app.ts';
import { eventually } from './support/eventually.ts';
import { RunningEdge } from './support/running-edge.ts';

let one: App;
let two: App;
let edge: RunningEdge;

const answer = (name: string) => App.start((_request, response) => response.end(name));

async function start(first: App, second: App, limits = {}): Promise<void> {
  [one, two] = [first, second];
  edge = await RunningEdge.start({
    apps: { monolith: { instances: [one.url, two.url] } },
    limits,
  });
}

beforeEach(async () => start(await answer('one'), await answer('two')));

afterEach(async () => {
  await edge.stop();
  for (const app of [one, two]) if (app.server.listening) await app.stop();
});

const ask = async (method = 'GET') => {
  const response = await fetch(`${edge.origin}/api`, { method });
  return { status: response.status, text: await response.text(), headers: response.headers };
};

const askTimes = (times: number, method?: string) =>
  Promise.all(Array.from({ length: times }, () => ask(method)));

describe('instances', () => {
  it('share the requests', async () => {
    await askTimes(20);

    expect(one.requests.length).toBeGreaterThan(5);
    expect(two.requests.length).toBeGreaterThan(5);
  });

  it('get none while they say that they are not ready, and again when they do', async () => {
    one.readiness = 503;
    await eventually(async () => (await edge.stateOf(one.url)) === 'unready');
    const answers = await askTimes(10);
    expect(new Set(answers.map(({ text }) => text))).toEqual(new Set(['two']));

    one.readiness = 200;
    await eventually(async () => (await edge.stateOf(one.url)) === 'ready');
    const later = await askTimes(10);
    expect(new Set(later.map(({ text }) => text))).toEqual(new Set(['one', 'two']));
  });

  it('get none while they are silent, unless all are', async () => {
    one.readiness = 0;
    await eventually(async () => (await edge.stateOf(one.url)) === 'silent');
    const answers = await askTimes(10);
    expect(new Set(answers.map(({ text }) => text))).toEqual(new Set(['two']));

    two.readiness = 0;
    await eventually(async () => (await edge.stateOf(two.url)) === 'silent');
    expect((await ask()).status).toBe(200);
  });

  it('get all there are when none is ready: they may lack what the request does not need', async () => {
    one.readiness = two.readiness = 503;
    await eventually(async () => (await edge.stateOf(one.url)) === 'unready');
    await eventually(async () => (await edge.stateOf(two.url)) === 'unready');

    const answers = await askTimes(10, 'POST');
    expect(new Set(answers.map(({ text }) => text))).toEqual(new Set(['one', 'two']));
  });

  it('none of them there: 503 with Retry-After, in words', async () => {
    await Promise.all([one.stop(), two.stop()]);
    await eventually(async () => (await edge.stateOf(one.url)) === 'down');
    await eventually(async () => (await edge.stateOf(two.url)) === 'down');

    for (const method of ['GET', 'POST']) {
      const { status, headers, text } = await ask(method);
      expect(status).toBe(503);
      expect(headers.get('retry-after')).toBe('1');
      expect(JSON.parse(text)).toMatchObject({
        type: 'urn:photos:problem:unavailable',
        status: 503,
      });
    }
  });

  it('are counted in the metrics', async () => {
    await ask();

    const metrics = await (await fetch(`${edge.admin}/metrics`)).text();

    expect(metrics).toContain(`edge_upstream_ready{app="monolith",upstream="${one.url}"} 1`);
    expect(metrics).toMatch(
      /http_request_duration_seconds_count\{method="GET",route="\/api",status="200"\} 1/,
    );
  });
});

describe('an instance that dies', () => {
  it('costs no GET or HEAD anything', async () => {
    await two.stop();

    const answers = await Promise.all(
      [...Array(10).keys()].map((n) => ask(n % 2 ? 'GET' : 'HEAD')),
    );

    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
  });

  it('in the midst of GETs that it has not answered: another one does', async () => {
    await edge.stop();
    await two.stop();
    await one.stop();
    const dying = await App.start((request) => request.socket.destroy());
    await start(await answer('one'), dying);

    const answers = await askTimes(10);

    expect(dying.requests.length).toBeGreaterThan(0);
    expect(new Set(answers.map(({ text }) => text))).toEqual(new Set(['one']));
    // Such as one of Node.js about listeners that pile up with each attempt.
    expect(edge.output).not.toContain('Warning');
  });

  it('never has a POST sent a second time', async () => {
    await edge.stop();
    await one.stop();
    await two.stop();
    const [dying, alsoDying] = [
      await App.start((request) => request.socket.destroy()),
      await App.start((request) => request.socket.destroy()),
    ];
    await start(dying, alsoDying);

    const { status, text } = await ask('POST');

    expect(status).toBe(502);
    expect(JSON.parse(text)).toMatchObject({ type: 'urn:photos:problem:bad-gateway' });
    expect(dying.requests.length + alsoDying.requests.length).toBe(1);
  });

  it('and comes back is used again', async () => {
    const { port } = two;
    await two.stop();
    await eventually(async () => (await edge.stateOf(two.url)) === 'down');

    two = await App.start((_request, response) => response.end('two again'), port);
    await eventually(async () => (await edge.stateOf(two.url)) === 'ready');

    const answers = await askTimes(10);
    expect(answers.map(({ text }) => text)).toContain('two again');
  });
});

describe('an instance that stands still', () => {
  it('makes a 504 after a while, and is not asked twice', async () => {
    await edge.stop();
    await one.stop();
    await two.stop();
    await start(await App.start(() => {}), await App.start(() => {}), { upstreamIdleMs: 300 });

    const { status, text } = await ask();

    expect(status).toBe(504);
    expect(JSON.parse(text)).toMatchObject({ type: 'urn:photos:problem:gateway-timeout' });
    expect(one.requests.length + two.requests.length).toBe(1);
  });
});
