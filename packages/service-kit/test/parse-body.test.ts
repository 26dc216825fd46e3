import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Request } from 'express';
import { z } from 'zod';
import { createApp, createLogger, readJson } from '../src/index.ts';

const whole = '{"a":1}';

let reading: PromiseWithResolvers<unknown>;
let arrived: PromiseWithResolvers<void>;

const app = createApp({
  logger: createLogger({ name: 'test', level: 'silent' }),
  ready: {},
  routes: (app) => {
    app.post('/read', async (req, res) => {
      reading.resolve(readJson(req, res, z.unknown()));
      arrived.resolve();
      res.json(await reading.promise);
    });
    app.post('/read-when-gone', async (req, res) => {
      arrived.resolve();
      await gone(req);
      reading.resolve(readJson(req, res, z.unknown()));
    });
  },
});

// Not `once` of node:events, which rejects: the request fails before it closes.
const gone = (req: Request) => new Promise<void>((resolve) => req.once('close', resolve));

describe('the reading of a body', () => {
  const server = createServer(app);
  beforeAll(async () => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    reading = Promise.withResolvers();
    arrived = Promise.withResolvers();
  });

  /** A post of JSON whose body is still to be written. */
  function post(path: string, headers: Record<string, string | number> = {}) {
    const { port } = server.address() as AddressInfo;
    const client = request({
      port,
      path,
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
    });
    return client.on('error', () => {});
  }

  it.each([
    ['in the middle of it', '/read', '{"a":'],
    ['before it, and after some of it was sent', '/read-when-gone', '{"a":'],
    ['before it, and after all of it was sent', '/read-when-gone', whole],
  ])('ends when the client goes away %s', async (_when, path, sent) => {
    const client = post(path, { 'Content-Length': whole.length });
    client.write(sent);
    await arrived.promise;
    client.destroy();
    await expect(reading.promise).rejects.toMatchObject({ status: 400 });
  });

  it.each([
    ['has ended', true],
    ['goes on', false],
  ])(
    'ends when there is too much of it, though nobody said how much: it %s',
    async (_how, ends) => {
      const client = post('/read');
      client.write(`{"a":"${'x'.repeat(100_000)}`);
      if (ends) client.end('"}');
      const [response] = await once(client, 'response');
      expect(response.statusCode).toBe(413);
      client.destroy();
    },
  );
});
