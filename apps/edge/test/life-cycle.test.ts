import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { App } from './support/app.ts';
import { eventually } from './support/eventually.ts';
import { freePort, RunningEdge } from './support/running-edge.ts';

let app: App;
let edge: RunningEdge;
let finish: () => void;

beforeEach(async () => {
  app = await App.start((_request, response) => {
    finish = () => response.end('finished');
  });
  edge = await RunningEdge.start({ apps: { monolith: { instances: [app.url] } } });
});

afterEach(async () => {
  await edge.stop();
  await app.stop();
});

describe('SIGTERM', () => {
  it('is answered by not being ready, finishing what is under way, and exit 0', async () => {
    expect((await fetch(`${edge.admin}/readyz`)).status).toBe(200);
    const answer = fetch(`${edge.origin}/api`);
    await eventually(() => app.requests.length === 1);
    const exit = once(edge.process, 'exit');

    edge.process.kill('SIGTERM');

    await eventually(async () => (await fetch(`${edge.admin}/readyz`)).status === 503);
    await eventually(() =>
      fetch(edge.origin).then(
        () => false,
        () => true,
      ),
    );
    finish();
    expect(await (await answer).text()).toBe('finished');
    expect(await exit).toEqual([0, null]);
  });
});

describe('a request that needs another app, under way at SIGTERM', () => {
  it('is finished', async () => {
    const internalPort = await freePort();
    const asking = await App.start(async (_request, response) => {
      await proceed.promise;
      const answer = await fetch(`http://127.0.0.1:${internalPort}/`).catch(() => undefined);
      response.end(answer ? await answer.text() : 'nobody there');
    });
    const asked = await App.start((_request, response) => response.end('there'));
    const proceed = Promise.withResolvers<void>();
    const draining = await RunningEdge.start({
      apps: {
        monolith: { instances: [asking.url] },
        'media-service': { instances: [asked.url], internalPort },
      },
    });
    const answer = fetch(`${draining.origin}/api`);
    await eventually(() => asking.requests.length === 1);

    draining.process.kill('SIGTERM');
    await eventually(() =>
      fetch(draining.origin).then(
        () => false,
        () => true,
      ),
    );
    proceed.resolve();

    expect(await (await answer).text()).toBe('there');
    for (const one of [draining, asking, asked]) await one.stop();
  });
});

describe('a start', () => {
  it.each([
    ['without configuration', {}, /^PORT is missing/],
    [
      'with a file that is not there',
      { PORT: '1', ADMIN_PORT: '2', EDGE_CONFIG: '/nowhere.json', UPSTREAMS_FILE: '/nowhere.json' },
      /nowhere\.json/,
    ],
    ['with a scheme that is none', { PUBLIC_SCHEME: 'wss' }, /^PUBLIC_SCHEME is wrong/m],
  ])('%s fails and says why', async (_how, env, message) => {
    const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
    const child = spawn(process.execPath, [main], { env });

    const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);

    expect(code).toBe(1);
    expect(stderr).toMatch(message);
  });
});
