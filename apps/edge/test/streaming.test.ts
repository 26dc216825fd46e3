import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { App, echo } from './support/app.ts';
import { eventually } from './support/eventually.ts';
import { received, statusOf } from './support/raw.ts';
import { freePort, RunningEdge } from './support/running-edge.ts';

const MiB = 1024 * 1024;
let app: App;
let edge: RunningEdge;

async function start(
  handler: Parameters<typeof App.start>[0],
  limits = {},
  internal: { internalPort?: number } = {},
): Promise<void> {
  app = await App.start(handler);
  const monolith = { instances: [app.url], ...internal };
  edge = await RunningEdge.start({ apps: { monolith }, limits });
}

afterEach(async () => {
  await edge.stop();
  await app.stop();
});

function open(method: string, headers = {}): ClientRequest {
  const outgoing = request(`${edge.origin}/api`, { method, headers, agent: false });
  outgoing.on('error', () => {});
  return outgoing;
}

async function responseOf(outgoing: ClientRequest): Promise<IncomingMessage> {
  const [response] = await once(outgoing, 'response');
  return response;
}

/** Resident memory of the edge in MiB; read from /proc, so on Linux only. */
async function memory(): Promise<number> {
  const status = await readFile(`/proc/${edge.process.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

const onLinux = process.platform === 'linux' ? it : it.skip;

describe('a large response', () => {
  onLinux('takes no more memory when the client is slow to read it', async () => {
    const chunk = Buffer.alloc(MiB);
    let sent = 0;
    await start(async (_request, response) => {
      for (; sent < 300 && !response.destroyed; sent++) {
        if (!response.write(chunk)) await once(response, 'drain');
      }
      response.end();
    });
    const before = await memory();
    const response = await responseOf(open('GET').end());
    const first = await once(response, 'readable');
    expect(first).toBeDefined();
    let last = -1;
    await eventually(() => {
      const stands = sent === last;
      last = sent;
      return stands;
    });

    expect(sent).toBeLessThan(100);
    let bytes = 0;
    for await (const part of response) bytes += (part as Buffer).length;
    expect(bytes).toBe(300 * MiB);
    expect((await memory()) - before).toBeLessThan(100);
  });
});

describe('a large upload', () => {
  it('goes to the app while it comes', async () => {
    await start(echo);
    const outgoing = open('POST');
    outgoing.write('first');
    await eventually(() => app.requests.length === 1);

    outgoing.end(' and last');
    const response = await responseOf(outgoing);

    expect(JSON.parse(String(Buffer.concat(await response.toArray())))).toMatchObject({
      body: 'first and last',
    });
  });

  it('by its length is refused before it comes', async () => {
    await start(echo, { bodyBytes: 1_000 });
    const outgoing = open('POST', { 'content-length': 1_001 });
    outgoing.flushHeaders();

    const response = await responseOf(outgoing);

    expect(response.statusCode).toBe(413);
    expect(response.headers['content-type']).toBe('application/problem+json');
    expect(app.requests).toHaveLength(0);
    outgoing.destroy();
  });

  it('may be of any size when it comes from another app', async () => {
    const internalPort = await freePort();
    await start(echo, { bodyBytes: 1_000 }, { internalPort });
    const response = await fetch(`http://127.0.0.1:${internalPort}/internal/x`, {
      method: 'PUT',
      body: 'x'.repeat(1_001),
    });
    expect((await response.json()) as object).toMatchObject({ body: 'x'.repeat(1_001) });
  });

  it('of unknown length is cut off when it is too much, and the app notices', async () => {
    let aborted = false;
    await start(
      (incoming) => {
        incoming.resume().on('error', () => {
          aborted = true;
        });
      },
      { bodyBytes: MiB },
    );
    const outgoing = open('POST');
    for (let sent = 0; sent < 3; sent++) outgoing.write(Buffer.alloc(MiB / 2));

    const response = await responseOf(outgoing);

    expect(response.statusCode).toBe(413);
    await eventually(() => aborted);
    outgoing.destroy();
  });

  it('that the app refuses early gets its answer, though the client goes on sending', async () => {
    let close = () => {};
    await start((incoming, response) => {
      response.writeHead(413, { 'content-type': 'application/problem+json' }).end('{"no":1}');
      close = () => incoming.socket.destroy();
    });
    const socket = connect(edge.port, '127.0.0.1');
    const answer = received(socket);
    // It never reads on, and closes. Sooner, its reset might overtake the answer (RFC 9112, 9.6).
    socket.once('data', () => close());
    socket.write(
      'POST /api HTTP/1.1\r\nHost: a\r\nContent-Length: 20000000\r\nConnection: close\r\n\r\n',
    );
    for (let sent = 0; sent < 20_000_000 && socket.writable; sent += 100_000) {
      if (!socket.write(Buffer.alloc(100_000))) await eventually(() => !socket.writableNeedDrain);
    }

    expect(statusOf(await answer)).toBe(413);
    expect(await answer).toContain('{"no":1}');
  });
});

describe('who breaks off', () => {
  it('a client before the answer: the app notices', async () => {
    let gone = false;
    await start((_request, response) => {
      response.once('close', () => {
        gone = true;
      });
    });
    const outgoing = open('GET').end();
    await eventually(() => app.requests.length === 1);

    outgoing.destroy();

    await eventually(() => gone);
    await eventually(async () => (await edge.upstreams())?.monolith?.[0]?.inFlight === 0);
  });

  it('a client in the midst of its upload: the app notices', async () => {
    let aborted = false;
    await start((incoming) => {
      incoming.resume().on('error', () => {
        aborted = true;
      });
    });
    const outgoing = open('POST', { 'content-length': 1_000 });
    outgoing.write('some');
    await eventually(() => app.requests.length === 1);

    outgoing.destroy();

    await eventually(() => aborted);
  });

  it('a client in the midst of the answer: the app notices', async () => {
    let gone = false;
    await start((_request, response) => {
      response.write('some');
      response.once('close', () => {
        gone = true;
      });
    });
    const outgoing = open('GET').end();
    await responseOf(outgoing);

    outgoing.destroy();

    await eventually(() => gone);
  });

  it.each([
    ['of known length', { 'content-length': '100' }],
    ['in chunks', {}],
  ])('the app in the midst of its answer %s: the client can tell', async (_how, headers) => {
    await start((_request, response) => {
      response.writeHead(200, headers);
      response.write('some', () => response.destroy());
    });

    const response = await fetch(`${edge.origin}/api`);

    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
  });

  it('the app stands still in the midst of its answer: the client can tell', async () => {
    await start((_request, response) => response.write('some'), { upstreamIdleMs: 300 });

    const response = await fetch(`${edge.origin}/api`);

    await expect(response.text()).rejects.toThrow();
  });

  it('the app stands still after a client that did: the client can tell', async () => {
    await start(
      (_request, response) => {
        response.write(Buffer.alloc(20 * MiB));
      },
      { upstreamIdleMs: 300 },
    );
    const response = await responseOf(open('GET').end());
    // Longer than an app may stand still. That is not its fault.
    const enough = Date.now() + 1_000;
    await eventually(() => Date.now() > enough);

    let bytes = 0;
    await expect(async () => {
      for await (const part of response) bytes += (part as Buffer).length;
    }).rejects.toThrow();
    expect(bytes).toBe(20 * MiB);
  });

  it('the app takes no more of an upload: the client gets 504', async () => {
    await start(() => {}, { upstreamIdleMs: 300 });
    const outgoing = open('POST', { 'content-length': 20 * MiB });
    outgoing.end(Buffer.alloc(20 * MiB));

    const response = await responseOf(outgoing);

    expect(response.statusCode).toBe(504);
    outgoing.destroy();
  });
});

describe('a client that is too slow', () => {
  it('with its headers gets 408', async () => {
    await start(echo, { headersMs: 300, requestMs: 60_000 });
    const socket = connect(edge.port, '127.0.0.1');
    socket.write('GET /api HTTP/1.1\r\nHost: a\r\n');

    expect(statusOf(await received(socket))).toBe(408);
  });

  it('with its body gets 408', async () => {
    await start((incoming) => incoming.resume(), { upstreamIdleMs: 300 });
    const socket = connect(edge.port, '127.0.0.1');
    const answer = received(socket);
    socket.write(
      'POST /api HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 10\r\n\r\n12345',
    );
    await once(socket, 'data');
    socket.end();

    expect(statusOf(await answer)).toBe(408);
  });

  it('with everything is let go', async () => {
    await start((incoming) => incoming.on('error', () => {}), { clientIdleMs: 300 });
    const socket = connect(edge.port, '127.0.0.1');
    socket.write('POST /api HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n12345');

    await received(socket);
  });

  it('is not another app, which may wait for longer', async () => {
    const internalPort = await freePort();
    const waited = Promise.withResolvers<void>();
    const handler: Parameters<typeof App.start>[0] = async (_incoming, response) => {
      await waited.promise;
      response.end('stored');
    };
    await start(handler, { clientIdleMs: 300 }, { internalPort });
    const hasMoved = () => app.requests.length === 2;
    const outside = fetch(`${edge.origin}/api`).catch(() => 'cut');
    const inside = fetch(`http://127.0.0.1:${internalPort}/`, { method: 'POST', body: 'archive' });
    await eventually(hasMoved);
    // It has been silent for as long as the other one by then.
    expect(await outside).toBe('cut');
    waited.resolve();

    expect(await (await inside).text()).toBe('stored');
  });
});
