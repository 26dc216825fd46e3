import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { App } from './support/app.ts';
import { eventually } from './support/eventually.ts';
import { freePort, RunningEdge, replaceFile } from './support/running-edge.ts';

let apps: App[];
let edge: RunningEdge;

const named = (name: string) => App.start((_request, response) => response.end(name));

beforeEach(async () => {
  apps = [await named('one'), await named('two')];
  edge = await RunningEdge.start({ apps: { monolith: { instances: [url(0)] } } });
});

afterEach(async () => {
  await edge.stop();
  for (const app of apps) await app.stop();
});

const url = (index: number) => (apps[index] as App).url;

describe('new settings', () => {
  it('drop no request and no connection, however often they come', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 4 });
    const sockets = new Set<unknown>();
    let asked = 0;
    let stop = false;
    const ask = async () => {
      while (!stop) {
        const outgoing = get(`${edge.origin}/api`, { agent });
        const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
        expect(response.statusCode).toBe(200);
        sockets.add(outgoing.socket);
        await response.toArray();
        asked++;
      }
    };
    const users = [ask(), ask(), ask(), ask()];

    for (const instances of [[url(0), url(1)], [url(1)], [url(0)], [url(1), url(0)], [url(0)]]) {
      const seen = asked;
      await edge.reload({ apps: { monolith: { instances } } });
      await eventually(() => asked > seen + 20);
    }
    stop = true;
    await Promise.all(users);

    expect(sockets.size).toBe(4);
    agent.destroy();
  });

  it('let requests finish at an instance that leaves', async () => {
    const slow = await App.start((_request, response) => {
      edge.process.once('left', () => response.end('finished'));
    });
    apps.push(slow);
    await edge.reload({ apps: { monolith: { instances: [slow.url] } } });
    const answer = fetch(`${edge.origin}/api`);
    await eventually(() => slow.requests.length === 1);

    await edge.reload({ apps: { monolith: { instances: [url(0)] } } });
    expect(await (await fetch(`${edge.origin}/api`)).text()).toBe('one');
    edge.process.emit('left');

    expect(await (await answer).text()).toBe('finished');
  });

  it('are seen without a signal', async () => {
    await replaceFile(
      join(edge.directory, 'upstreams.json'),
      JSON.stringify({ apps: { monolith: { instances: [url(1)] } } }),
    );

    await edge.allReady({ apps: { monolith: { instances: [url(1)] } } });
    expect(await (await fetch(`${edge.origin}/api`)).text()).toBe('two');
  });

  it('bring routes and the internal addresses of apps, and take them away', async () => {
    const internalPort = await freePort();
    const routes = [
      { prefix: '/api', app: 'monolith' },
      { prefix: '/media', app: 'media-service' },
      { prefix: '/', web: true },
    ];
    expect((await fetch(`${edge.origin}/media`)).status).toBe(404);

    await edge.reload({
      routes,
      apps: {
        monolith: { instances: [url(0)] },
        'media-service': { instances: [url(1)], internalPort },
      },
    });

    expect(await (await fetch(`${edge.origin}/media/x`)).text()).toBe('two');
    expect((await fetch(`${edge.origin}/mediaeval`)).status).toBe(404);
    expect(await (await fetch(`http://127.0.0.1:${internalPort}/internal/x`)).text()).toBe('two');

    await edge.reload({ apps: { monolith: { instances: [url(0)] } } });
    await eventually(() =>
      fetch(`http://127.0.0.1:${internalPort}/`).then(
        () => false,
        () => true,
      ),
    );
  });

  it.each([
    ['no JSON', '{'],
    ['no routes', '{"routes": []}'],
    ['an unknown key', '{"routes": [{"prefix": "/", "web": true}], "colour": "red"}'],
    ['a prefix without a slash', '{"routes": [{"prefix": "api", "app": "monolith"}]}'],
  ])('that are wrong (%s) are logged, and the old ones stay', async (_what, content) => {
    await replaceFile(join(edge.directory, 'edge.json'), content);
    edge.process.kill('SIGHUP');

    await eventually(() => edge.output.includes('settings refused'));
    expect(await (await fetch(`${edge.origin}/api`)).text()).toBe('one');
  });
});
