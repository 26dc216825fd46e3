import { once } from 'node:events';
import { type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createApp, createLogger } from '@photos/service-kit';
import { type PhotoSummary, sendPhoto } from '../src/index.ts';
import { ObjectStore } from './object-store.ts';
import { mebibyte, photoOfSize, sha256, streamOf } from './photos.ts';

jest.setTimeout(60_000);

const fileName = 'Grüße "☀"\r\n.jpg';
let s3: ObjectStore;
let bytes: Buffer;
let photo: PhotoSummary;
let etag: string;
let server: Server;
let url: string;
/** What went wrong with answers that had begun, or would be a 500. */
const unexpected: unknown[] = [];
let send: typeof sendPhoto;

beforeAll(async () => {
  s3 = await ObjectStore.start();
  const storage = s3.storage();
  bytes = await photoOfSize(2 * mebibyte);
  photo = await storage.store('x', streamOf(bytes));
  etag = `"${photo.sha256}"`;
  const logger = createLogger({ name: 'test', level: 'silent' });
  logger.error = (...line: unknown[]) => unexpected.push(line);
  const app = createApp({
    logger,
    ready: {},
    routes: (app) => {
      app.get('/:id', (req, res) =>
        send(req, res, { storage, photo: { id: req.params.id, fileName, ...photo } }),
      );
    },
  });
  server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/x`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await s3.stop();
});
beforeEach(() => {
  s3.fault = () => undefined;
  send = sendPhoto;
  s3.requests.length = 0;
  unexpected.length = 0;
});

async function get(headers: Record<string, string> = {}, method = 'GET') {
  const res = await fetch(url, { headers, method });
  return { status: res.status, headers: res.headers, body: Buffer.from(await res.arrayBuffer()) };
}

describe('the whole photo', () => {
  it('comes with all that describes it', async () => {
    const { status, headers, body } = await get();
    expect(status).toBe(200);
    expect(sha256(body)).toBe(photo.sha256);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'image/jpeg',
      'content-length': String(bytes.length),
      etag,
      'cache-control': 'private, no-cache',
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
    });
    const disposition = headers.get('content-disposition') ?? '';
    expect(disposition).toMatch(/^inline; filename="/);
    expect(disposition).toContain("filename*=UTF-8''Gr%C3%BC%C3%9Fe%20%22%E2%98%80%22");
    expect(disposition).not.toMatch(/[\r\n]/);
  });

  it('is described by HEAD, without asking the store', async () => {
    const { status, headers, body } = await get({ Range: 'bytes=0-9' }, 'HEAD');
    expect(status).toBe(200);
    expect(headers.get('content-length')).toBe(String(bytes.length));
    expect(headers.get('etag')).toBe(etag);
    expect(body).toHaveLength(0);
    expect(s3.requests).toEqual([]);
  });
});

describe('If-None-Match', () => {
  it.each([
    ['the tag', () => etag],
    ['the tag as a weak one', () => `W/${etag}`],
    ['a list with the tag', () => `"other", W/"more", ${etag}`],
    ['anything', () => '*'],
  ])('is 304 for %s', async (_what, value) => {
    const { status, headers, body } = await get({ 'If-None-Match': value(), Range: 'bytes=0-9' });
    expect(status).toBe(304);
    expect(headers.get('etag')).toBe(etag);
    expect(headers.get('cache-control')).toBe('private, no-cache');
    expect(headers.get('content-type')).toBeNull();
    expect(body).toHaveLength(0);
    expect(s3.requests).toEqual([]);
  });

  it.each(['"other"', 'nonsense', '""', '"*"'])('sends the photo for %s', async (value) => {
    expect((await get({ 'If-None-Match': value })).status).toBe(200);
  });
});

describe('Range', () => {
  it.each([
    ['bytes=0-0', 0, 1],
    ['bytes=10-19', 10, 20],
    ['bytes=2097000-', 2_097_000, 2 * mebibyte],
    ['bytes=-5', 2 * mebibyte - 5, 2 * mebibyte],
    ['bytes=2097151-9999999', 2_097_151, 2 * mebibyte],
    ['bytes=-9999999', 0, 2 * mebibyte],
    ['BYTES=3-4', 3, 5],
  ])('sends the part %s', async (range, start, end) => {
    const { status, headers, body } = await get({ Range: range });
    expect(status).toBe(206);
    expect(headers.get('content-range')).toBe(`bytes ${start}-${end - 1}/${bytes.length}`);
    expect(headers.get('content-length')).toBe(String(end - start));
    expect(headers.get('etag')).toBe(etag);
    expect(body.equals(bytes.subarray(start, end))).toBe(true);
  });

  it.each(['bytes=2097152-', 'bytes=9999999-99999999', 'bytes=-0'])(
    'is 416 for %s, with the size',
    async (range) => {
      const { status, headers, body } = await get({ Range: range });
      expect(status).toBe(416);
      expect(headers.get('content-range')).toBe(`bytes */${bytes.length}`);
      expect(headers.get('content-type')).toContain('application/problem+json');
      expect(headers.get('content-disposition')).toBeNull();
      expect(JSON.parse(body.toString())).toMatchObject({ status: 416 });
    },
  );

  it.each(['bytes=0-1,5-6', 'items=0-1', 'bytes=a-b', 'bytes', 'bytes=5-1', 'bytes=', 'bytes=-'])(
    'is ignored when it is %s',
    async (range) => {
      const { status, body } = await get({ Range: range });
      expect(status).toBe(200);
      expect(body).toHaveLength(bytes.length);
    },
  );

  it('counts only if If-Range names this very photo', async () => {
    const Range = 'bytes=0-9';
    expect((await get({ Range, 'If-Range': etag })).status).toBe(206);
    expect((await get({ Range, 'If-Range': `W/${etag}` })).status).toBe(200);
    expect((await get({ Range, 'If-Range': '"other"' })).status).toBe(200);
    expect((await get({ Range, 'If-Range': new Date().toUTCString() })).status).toBe(200);
  });
});

describe('failures', () => {
  it('is 503 with Retry-After when the store refuses', async () => {
    s3.fault = () => 'refuse';
    const { status, headers } = await get();
    expect(status).toBe(503);
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(headers.get('retry-after')).toBe('5');
    expect(headers.get('etag')).toBeNull();
  });

  it('is 404 when the object is gone', async () => {
    const res = await fetch(url.replace('/x', '/gone'));
    expect(res.status).toBe(404);
  });

  it('cuts the connection when the store breaks off', async () => {
    s3.fault = () => 'cut';
    await expect(get()).rejects.toThrow('terminated');
    expect(unexpected).toHaveLength(1);
  });

  it('lets go of the store, without a complaint, when the client goes away', async () => {
    let begun = false;
    s3.fault = () => {
      begun = true;
      return 'hang';
    };
    const waiting = request(url).end();
    waiting.on('error', () => {});
    while (!begun) await setImmediate();
    waiting.destroy();

    s3.fault = () => undefined;
    const req = request(url).end();
    const [res] = (await once(req, 'response')) as [IncomingMessage];
    await once(res, 'data');
    res.destroy();
    await until(() => s3.openRequests === 0);
    expect(unexpected).toEqual([]);
    expect((await get()).status).toBe(200);
  });

  it('asks nothing of the store when the client is gone already', async () => {
    const sent = new Promise<void>((resolve, reject) => {
      send = async (req, res, options) => {
        client.destroy();
        await once(res, 'close');
        await sendPhoto(req, res, options).then(resolve, reject);
      };
    });
    const client = request(url).end();
    client.on('error', () => {});

    await sent;
    expect(s3.requests).toEqual([]);
  });
});

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`still not so: ${condition}`);
    await setImmediate();
  }
}
