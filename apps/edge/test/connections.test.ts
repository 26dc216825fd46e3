import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { App, echo } from './support/app.ts';
import { eventually } from './support/eventually.ts';
import { raw, statusOf } from './support/raw.ts';
import { RunningEdge } from './support/running-edge.ts';

let app: App;
let edge: RunningEdge;
let handler: Parameters<typeof App.start>[0];

beforeEach(async () => {
  handler = echo;
  app = await App.start((request, response) => handler(request, response));
  edge = await RunningEdge.start({ apps: { monolith: { instances: [app.url] } } });
});

afterEach(async () => {
  await edge.stop();
  await app.stop();
});

const inFlight = async () => (await edge.upstreams())?.monolith?.[0]?.inFlight;

describe("a client's connection", () => {
  it.each([
    ['when it asks for that', 'GET /api HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'],
    ['for HTTP/1.0', 'GET /api HTTP/1.0\r\nHost: a\r\n\r\n'],
  ])('is closed %s', async (_when, bytes) => {
    const answer = await raw(edge.port, bytes);

    expect(statusOf(answer)).toBe(200);
    expect(answer).toMatch(/^connection: close\r$/im);
  });

  it('lost with two requests under way on it: both are given up', async () => {
    handler = () => {};
    const socket = connect(edge.port, '127.0.0.1');
    socket.write('GET /api HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(2));
    await eventually(() => app.requests.length === 2);

    socket.destroy();

    await eventually(async () => (await inFlight()) === 0);
  });
});

describe("an app's connection", () => {
  it('is used again', async () => {
    for (const method of ['GET', 'POST', 'DELETE']) {
      await fetch(`${edge.origin}/api`, { method }).then((response) => response.text());
    }

    expect(new Set(app.requests.map(({ socket }) => socket)).size).toBe(1);
  });

  it.each(['POST', 'DELETE'])('is used again after a %s in chunks', async (method) => {
    for (let n = 0; n < 2; n++) {
      const body = new Blob(['hel', 'lo']).stream();
      const init = { method, body, duplex: 'half' } as const;
      await fetch(`${edge.origin}/api`, init).then((response) => response.text());
    }

    expect(app.requests.map(({ headers }) => headers.connection)).not.toContain('close');
    expect(new Set(app.requests.map(({ socket }) => socket)).size).toBe(1);
  });
});

describe('an answer that is none', () => {
  it.each([
    [
      'a switch of protocols that nobody asked for',
      '101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade',
    ],
    ['a status that there is not', '099 Odd\r\nContent-Length: 0'],
    ['noise', 'x\r\n\r\n'],
  ])('%s: 502', async (_what, head) => {
    handler = (request) => request.socket.write(`HTTP/1.1 ${head}\r\n\r\n`);

    const answer = await raw(
      edge.port,
      'GET /api HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    );

    expect(statusOf(answer)).toBe(502);
    expect(answer).toContain('application/problem+json');
    expect(await inFlight()).toBe(0);
  });
});
