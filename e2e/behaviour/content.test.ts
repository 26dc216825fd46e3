import { beforeAll, describe, expect, it } from '@jest/globals';
import { expectProblem } from '../support/expect.ts';
import { makePhoto, makePhotoOfSize, named, type Photo, photoFormats } from '../support/photos.ts';
import { useStack } from '../support/stack.ts';
import { signUpAndIn } from '../support/users.ts';
import { describeForEachClient } from './clients/each-client.ts';
import type { Attachment, PhotoAppClient } from './clients/photo-app-client.ts';

const app = useStack();

describeForEachClient('the content of a photo', app, (newClient) => {
  let ada: PhotoAppClient;
  let ben: PhotoAppClient;
  let conversationId: string;
  let photo: Photo;
  let attachment: Attachment;
  let etag: string;

  async function post(posted: Photo): Promise<Attachment> {
    const message = await ada.postMessage(conversationId, { body: '', photos: [posted] });
    const [first] = message.attachments;
    if (!first) throw new Error('The message has no photo');
    return first;
  }

  beforeAll(async () => {
    [ada, ben] = [newClient(), newClient()];
    const [, { handle }] = await Promise.all([signUpAndIn(ada, 'ada'), signUpAndIn(ben, 'ben')]);
    conversationId = (await ada.createConversation('Holiday', [handle])).id;
    photo = named('Øresund "2024".png', await makePhotoOfSize(5_000));
    attachment = await post(photo);
    etag = `"${photo.sha256}"`;
  });

  const request = async (headers: Record<string, string>, method: 'GET' | 'HEAD' = 'GET') => {
    const response = await ben.requestPhoto(attachment, { method, headers });
    return { response, status: response.status, bytes: Buffer.from(await response.bytes()) };
  };
  const part = (start: number, end?: number) => Buffer.from(photo.bytes.subarray(start, end));

  it.each(photoFormats)('is the %s that was uploaded, byte for byte', async (format) => {
    const original = await makePhoto(format);
    const ref = await post(original);
    for (const client of [ada, ben]) {
      expect(Buffer.from(await client.downloadPhoto(ref))).toEqual(Buffer.from(original.bytes));
    }
    const response = await ben.requestPhoto(ref);
    expect(response.headers.get('content-type')).toBe(original.contentType);
    await response.body?.cancel();
  });

  it('is complete for a photo of many megabytes', async () => {
    const large = await makePhotoOfSize(12 * 1024 * 1024 + 1);
    const ref = await post(large);
    expect(Buffer.from(large.bytes).equals(await ben.downloadPhoto(ref))).toBe(true);
  });

  it('comes with what a browser needs to cache it and to show it safely', async () => {
    const { response, status, bytes } = await request({});
    expect([status, bytes]).toEqual([200, part(0)]);
    expect(response.headers.get('content-length')).toBe('5000');
    expect(response.headers.get('etag')).toBe(etag);
    expect(response.headers.get('accept-ranges')).toBe('bytes');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('cache-control')).toMatch(/private/);
    expect(response.headers.get('content-disposition') ?? '').toContain("filename*=UTF-8''%C3%98");
  });

  it('has the same headers when only they are asked for', async () => {
    const { response, status, bytes } = await request({}, 'HEAD');
    expect([status, bytes.length]).toEqual([200, 0]);
    expect(response.headers.get('content-length')).toBe('5000');
    expect(response.headers.get('content-type')).toBe('image/jpeg');
    expect(response.headers.get('etag')).toBe(etag);
    expect(response.headers.get('accept-ranges')).toBe('bytes');
  });

  it('keeps its ETag when the caption changes', async () => {
    await ada.setCaption(attachment, 'Another');
    const { response } = await request({});
    expect(response.headers.get('etag')).toBe(etag);
  });

  describe('that the client already has', () => {
    it.each([
      ['its ETag', () => etag],
      ['its ETag as a weak one', () => `W/${etag}`],
      ['a list with its ETag', () => `"other", ${etag}`],
      ['anything', () => '*'],
    ])('is not sent again: If-None-Match with %s', async (_name, value) => {
      for (const method of ['GET', 'HEAD'] as const) {
        const { response, status, bytes } = await request({ 'If-None-Match': value() }, method);
        expect([status, bytes.length]).toEqual([304, 0]);
        expect(response.headers.get('etag')).toBe(etag);
      }
    });

    it('is sent when it is another', async () => {
      const { status, bytes } = await request({ 'If-None-Match': '"other"' });
      expect([status, bytes]).toEqual([200, part(0)]);
    });

    it('is not sent for a range either', async () => {
      const { status } = await request({ 'If-None-Match': etag, Range: 'bytes=0-9' });
      expect(status).toBe(304);
    });
  });

  describe('in part', () => {
    it.each([
      ['bytes=0-0', 0, 1],
      ['bytes=0-99', 0, 100],
      ['bytes=100-199', 100, 200],
      ['bytes=4999-', 4999, 5000],
      ['bytes=4000-99999', 4000, 5000],
      ['bytes=-10', 4990, 5000],
      ['bytes=-99999', 0, 5000],
    ])('is served for %s', async (range, start, end) => {
      const { response, status, bytes } = await request({ Range: range });
      expect(status).toBe(206);
      expect(response.headers.get('content-range')).toBe(`bytes ${start}-${end - 1}/5000`);
      expect(response.headers.get('content-length')).toBe(String(end - start));
      expect(response.headers.get('etag')).toBe(etag);
      expect(bytes).toEqual(part(start, end));
    });

    it.each(['bytes=5000-', 'bytes=9000-9999', 'bytes=-0'])(
      'cannot be served for %s, and the answer says what there is',
      async (range) => {
        const response = await ben.requestPhoto(attachment, { headers: { Range: range } });
        expect(response.headers.get('content-range')).toBe('bytes */5000');
        await expectProblem(response, 416);
      },
    );

    it.each(['chapters=1-2', 'bytes=abc', 'bytes=9-3', 'bytes', 'bytes='])(
      'is the whole for what is no range: %s',
      async (range) => {
        const { status, bytes } = await request({ Range: range });
        expect([status, bytes]).toEqual([200, part(0)]);
      },
    );

    it('is a part of the photo that the client means, or else the whole', async () => {
      const same = await request({ Range: 'bytes=0-9', 'If-Range': etag });
      expect([same.status, same.bytes]).toEqual([206, part(0, 10)]);
      const other = await request({ Range: 'bytes=0-9', 'If-Range': '"other"' });
      expect([other.status, other.bytes]).toEqual([200, part(0)]);
    });

    it('adds up to the whole', async () => {
      const parts = await Promise.all(
        Array.from({ length: 5 }, (_, index) =>
          request({ Range: `bytes=${index * 1000}-${index * 1000 + 999}` }),
        ),
      );
      expect(Buffer.concat(parts.map(({ bytes }) => bytes))).toEqual(part(0));
    });
  });
});
