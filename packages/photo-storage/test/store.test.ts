import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  PhotoNotFoundError,
  PhotoTooLargeError,
  StorageUnavailableError,
  UnsupportedPhotoTypeError,
  UploadStalledError,
} from '../src/index.ts';
import { ObjectStore } from './object-store.ts';
import { encodedPhotos, ftyp, mebibyte, photoOfSize, pngWith, sha256, streamOf } from './photos.ts';

jest.setTimeout(60_000);

let s3: ObjectStore;
beforeEach(async () => {
  s3 = await ObjectStore.start();
});
afterEach(() => s3.stop());

async function nothingIsLeft(): Promise<void> {
  expect(await s3.keys()).toEqual([]);
  expect(s3.danglingUploads()).toBe(0);
}

async function bytesOf(id: string): Promise<Buffer> {
  return buffer((await s3.storage().open(id)).body);
}

describe('what is accepted', () => {
  it('recognises photos of every format by their bytes', async () => {
    for (const [contentType, bytes] of Object.entries(await encodedPhotos())) {
      const summary = await s3.storage().store('x', streamOf(bytes));
      expect(summary).toEqual({ contentType, byteSize: bytes.length, sha256: sha256(bytes) });
      expect(await bytesOf('x')).toEqual(bytes);
    }
  });

  it.each(['heic', 'heix', 'hevc', 'mif1', 'msf1'])(
    'takes HEIF brand %s for HEIC',
    async (brand) => {
      const { contentType } = await s3.storage().store('x', streamOf(ftyp(brand, 'mif1', 'heic')));
      expect(contentType).toBe('image/heic');
    },
  );

  it('takes AVIF for AVIF also when only its compatible brands say so', async () => {
    const { contentType } = await s3.storage().store('x', streamOf(ftyp('mif1', 'avif', 'miaf')));
    expect(contentType).toBe('image/avif');
  });

  it('takes an animated PNG, and one with a large colour profile, for a PNG', async () => {
    const animated = await pngWith('acTL', Buffer.alloc(8));
    expect(await s3.storage().store('x', streamOf(animated))).toMatchObject({
      contentType: 'image/png',
    });
    const profiled = await pngWith('iCCP', Buffer.alloc(100_000));
    expect(await s3.storage().store('y', streamOf(profiled))).toMatchObject({
      contentType: 'image/png',
    });
  });

  it.each([
    ['nothing at all', Buffer.alloc(0)],
    ['one byte', Buffer.from([0xff])],
    ['text', Buffer.from('not a photo')],
    ['HTML', Buffer.from('<!doctype html><script>alert(1)</script>')],
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['TIFF', Buffer.from('49492a0008000000', 'hex')],
    ['MP4', ftyp('isom', 'mp42')],
    ['a large file of zeros', Buffer.alloc(6 * mebibyte)],
  ])('rejects %s before anything is sent', async (_what, bytes) => {
    const storing = s3.storage().store('x', streamOf(bytes));
    await expect(storing).rejects.toThrow(UnsupportedPhotoTypeError);
    expect(s3.requests).toEqual([]);
  });
});

describe('sizes', () => {
  it.each([1, 5, 20])('stores a photo of exactly %i MiB', async (size) => {
    const bytes = await photoOfSize(size * mebibyte);
    const summary = await s3.storage().store('x', streamOf(bytes));
    expect(summary).toMatchObject({ byteSize: bytes.length, sha256: sha256(bytes) });
    expect(sha256(await bytesOf('x'))).toBe(summary.sha256);
    expect(s3.danglingUploads()).toBe(0);
  });

  it('rejects one byte more than 20 MiB, and leaves the rest to be drained', async () => {
    const stream = streamOf(
      Buffer.concat([await photoOfSize(20 * mebibyte + 1), Buffer.alloc(5 * mebibyte)]),
    );
    const error = await s3
      .storage()
      .store('x', stream)
      .catch((error) => error);
    expect(error).toBeInstanceOf(PhotoTooLargeError);
    expect(error.maxBytes).toBe(20 * mebibyte);
    await nothingIsLeft();
    expect(stream.destroyed).toBe(false);
    await stream.resume().toArray();
  });

  it('stores many at once, more than are sent on while they come, each with its own bytes', async () => {
    const storage = s3.storage({ streamsAtOnce: 2 });
    const photos = await Promise.all([6, 7, 1, 8].map((n) => photoOfSize(n * mebibyte)));
    const stored = await Promise.all(
      photos.map((bytes, i) => storage.store(`p${i}`, streamOf(bytes))),
    );
    for (const [i, bytes] of photos.entries()) {
      expect(stored[i]?.sha256).toBe(sha256(bytes));
      expect(sha256(await bytesOf(`p${i}`))).toBe(sha256(bytes));
    }
  });
});

describe('slow senders', () => {
  it('hold up nobody but themselves', async () => {
    const storage = s3.storage({ streamsAtOnce: 2 });
    const bytes = await photoOfSize(6 * mebibyte);
    const half = bytes.length / 2;
    const slow = ['a', 'b'].map((id) => {
      const stream = new PassThrough({ highWaterMark: half });
      stream.write(bytes.subarray(0, half));
      return { id, stream, storing: storage.store(id, stream) };
    });
    for (const { stream } of slow) while (stream.readableLength > 0) await setImmediate();

    expect(await storage.store('quick', streamOf(bytes))).toMatchObject({ sha256: sha256(bytes) });
    expect(await bytesOf('quick')).toEqual(bytes);

    for (const { stream } of slow) stream.end(bytes.subarray(half));
    for (const { id, storing } of slow) {
      expect(await storing).toMatchObject({ sha256: sha256(bytes) });
      expect(await bytesOf(id)).toEqual(bytes);
    }
  });

  it('leave their place to others in the end', async () => {
    const storage = s3.storage({ streamsAtOnce: 1 });
    const stream = new PassThrough();
    const storing = storage.store('x', stream);
    stream.end(await photoOfSize(20 * mebibyte + 1));
    await expect(storing).rejects.toThrow(PhotoTooLargeError);

    const next = new PassThrough();
    const bytes = await photoOfSize(6 * mebibyte);
    next.write(bytes);
    const storingNext = storage.store('y', next);
    // Sent on while it comes: what goes to disk is sent when all of it is there.
    while (!s3.requests.some((line) => line.includes('partNumber=1'))) await setImmediate();
    next.end();
    expect(await storingNext).toMatchObject({ sha256: sha256(bytes) });
  });
});

describe.each([
  ['while they are sent on', 8],
  ['while they go to disk', 0],
])('uploads that end early %s', (_when, streamsAtOnce) => {
  it('gives up on one that stalls', async () => {
    const stream = new PassThrough();
    stream.write(await photoOfSize(6 * mebibyte));
    const storing = s3.storage({ streamsAtOnce, stallTimeoutMs: 100 }).store('x', stream);
    await expect(storing).rejects.toThrow(UploadStalledError);
    await nothingIsLeft();
  });

  it('gives up on one that stalls before its type is known', async () => {
    const storage = s3.storage({ streamsAtOnce, stallTimeoutMs: 100 });
    const storing = storage.store('x', new PassThrough());
    await expect(storing).rejects.toThrow(UploadStalledError);
    expect(s3.requests).toEqual([]);
  });

  it('stops when it is aborted', async () => {
    const stream = new PassThrough();
    stream.write(await photoOfSize(6 * mebibyte));
    const abort = new AbortController();
    const storage = s3.storage({ streamsAtOnce });
    const storing = storage.store('x', stream, { signal: abort.signal });
    storing.catch(() => {});
    while (stream.readableLength > 0) await setImmediate();
    abort.abort(new Error('changed my mind'));
    await expect(storing).rejects.toThrow('changed my mind');
    await nothingIsLeft();
  });

  it('fails as the stream does when the client goes away', async () => {
    const bytes = await photoOfSize(6 * mebibyte);
    const stream = Readable.from(
      (function* () {
        yield bytes;
        throw new Error('connection reset');
      })(),
    );
    const storing = s3.storage({ streamsAtOnce }).store('x', stream);
    await expect(storing).rejects.toThrow('connection reset');
    await nothingIsLeft();
  });
});

describe('a store that fails', () => {
  const requests: [string, number, RegExp][] = [
    ['a small photo’s request', 0.1, /^PUT /],
    ['the beginning of a multipart upload', 12, /\?uploads/],
    ['the second part', 12, /partNumber=2/],
    ['the completion', 12, /^POST .*uploadId=/],
  ];
  const faults = ['refuse', 'fail'] as const;

  it.each(
    requests.flatMap(([what, ...request]) => faults.map((fault) => ({ what, request, fault }))),
  )('leaves nothing when $what meets “$fault”', async ({ request: [size, pattern], fault }) => {
    s3.fault = (line) => (pattern.test(line) ? fault : undefined);
    const storing = s3.storage().store('x', streamOf(await photoOfSize(size * mebibyte)));
    const error = await storing.catch((error) => error);
    expect(error).toBeInstanceOf(StorageUnavailableError);
    expect(error.cause).toBeInstanceOf(Error);
    s3.fault = () => undefined;
    expect(await s3.keys()).toEqual([]);
  });

  it('leaves nothing of a photo that comes from disk either', async () => {
    s3.fault = (line) => (/partNumber=2/.test(line) ? 'refuse' : undefined);
    const storage = s3.storage({ streamsAtOnce: 0 });
    const storing = storage.store('x', streamOf(await photoOfSize(12 * mebibyte)));
    await expect(storing).rejects.toThrow(StorageUnavailableError);
    s3.fault = () => undefined;
    await nothingIsLeft();
  });

  it('tries a failed request once more', async () => {
    let failures = 0;
    s3.fault = (line) => (/partNumber=2/.test(line) && failures++ === 0 ? 'refuse' : undefined);
    const bytes = await photoOfSize(12 * mebibyte);
    await s3.storage().store('x', streamOf(bytes));
    expect(sha256(await bytesOf('x'))).toBe(sha256(bytes));
  });

  it('fails everything in bounded time when the store hangs', async () => {
    s3.fault = () => 'hang';
    const storage = s3.storage();
    const begun = Date.now();
    const outcomes = await Promise.allSettled([
      storage.store('x', streamOf(await photoOfSize(mebibyte))),
      storage.open('x'),
      storage.delete('x'),
      storage.check(),
    ]);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ reason: expect.any(StorageUnavailableError) });
    }
    expect(Date.now() - begun).toBeLessThan(35_000);
  });

  it('fails at once when the store is down', async () => {
    const storage = s3.storage({ endpoint: 'http://127.0.0.1:1' });
    await expect(storage.check()).rejects.toThrow(StorageUnavailableError);
    await expect(storage.open('x')).rejects.toThrow(StorageUnavailableError);
  });
});

describe('objects', () => {
  it('are found and deleted by their photo’s id', async () => {
    const storage = s3.storage();
    const bytes = await photoOfSize(5_000);
    await storage.store('b', streamOf(bytes));
    await storage.store('a', streamOf(bytes));
    expect(s3.requests).toContain('PUT /photos/attachments/b?x-id=PutObject');
    expect(await bytesOf('b')).toEqual(bytes);
    expect(await s3.keys()).toEqual(['attachments/a', 'attachments/b']);
    await storage.delete('b');
    await storage.delete('b');
    expect(await s3.keys()).toEqual(['attachments/a']);
    await expect(storage.open('b')).rejects.toThrow(PhotoNotFoundError);
  });

  it('can be read in ranges', async () => {
    const storage = s3.storage();
    const bytes = await photoOfSize(5_000);
    await storage.store('x', streamOf(bytes));
    const { body, byteSize } = await storage.open('x', { range: { start: 10, end: 19 } });
    expect(byteSize).toBe(10);
    expect(await buffer(body)).toEqual(bytes.subarray(10, 20));
  });
});
