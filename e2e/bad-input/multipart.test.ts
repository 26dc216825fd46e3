import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { ApiUser, messagesPath } from '../support/api.ts';
import { expectNoChange, expectProblem } from '../support/expect.ts';
import {
  boundary,
  filePart,
  filePartStart,
  multipartBody,
  multipartType,
  textPart,
} from '../support/multipart.ts';
import { makePhoto, makePhotoOfSize, type Photo } from '../support/photos.ts';
import { head, RawConnection } from '../support/raw-http.ts';
import { useStack } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';

const MiB = 1024 * 1024;

describe('multipart bodies', () => {
  const app = useStack();
  let ada: ApiUser;
  let conversationId: string;
  let photo: Photo;
  beforeAll(async () => {
    ada = await ApiUser.create(app.origin);
    conversationId = (await ada.startConversation()).id;
    photo = await makePhoto();
  });

  const post = (body: Uint8Array, contentType = multipartType) =>
    ada.fetch(messagesPath(conversationId), {
      method: 'POST',
      headers: { 'Content-Type': contentType },
      body: new Uint8Array(body),
    });

  async function openPost(headers: Record<string, string>): Promise<RawConnection> {
    const connection = await RawConnection.open(app.origin);
    const requestHead = head(`POST ${messagesPath(conversationId)} HTTP/1.1`, {
      Host: new URL(app.origin).host,
      Authorization: `Bearer ${ada.token}`,
      'Content-Type': multipartType,
      ...headers,
    });
    await connection.send(requestHead);
    return connection;
  }

  it('are understood when they are well-formed', async () => {
    const parts = [textPart('body', 'By hand'), filePart(photo), filePart(photo)];
    const response = await post(multipartBody(...parts));
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({ body: 'By hand', attachments: [{}, {}] });
  });

  const broken: { name: string; body: () => Uint8Array; contentType?: string }[] = [
    { name: 'with nothing in them', body: () => Buffer.alloc(0) },
    {
      name: 'without a boundary',
      body: () => multipartBody(textPart('body', 'Hi')),
      contentType: 'multipart/form-data',
    },
    {
      name: 'with another boundary than was said',
      body: () => multipartBody(textPart('body', 'Hi')),
      contentType: 'multipart/form-data; boundary=another',
    },
    { name: 'that are not multipart at all', body: () => Buffer.from('{"body":"Hi"}') },
    {
      name: 'cut off in the first boundary',
      body: () => Buffer.from(`--${boundary.slice(0, 4)}`),
    },
    {
      name: 'cut off in the headers of a part',
      body: () => filePartStart('a.jpeg').subarray(0, 60),
    },
    { name: 'cut off before a photo', body: () => filePartStart('a.jpeg') },
    {
      name: 'cut off in a photo',
      body: () => Buffer.concat([filePartStart('a.jpeg'), photo.bytes.subarray(0, 300)]),
    },
    {
      name: 'cut off after a photo',
      body: () => Buffer.concat([textPart('body', 'Hi'), filePart(photo), filePartStart('b.jpeg')]),
    },
    {
      name: 'without their end',
      body: () => Buffer.concat([textPart('body', 'Hi'), filePart(photo)]),
    },
  ];
  it.each(broken)('$name are refused', async ({ body, contentType }) => {
    await expectNoChange(app.store, async () => {
      await expectProblem(await post(body(), contentType), [400, 415]);
    });
  });

  it.each(['multipart/mixed; boundary=x', 'text/plain', 'application/x-www-form-urlencoded'])(
    'are not looked for in %s',
    async (contentType) => {
      await expectNoChange(app.store, async () => {
        await expectProblem(await post(multipartBody(textPart('body', 'Hi')), contentType), 415);
      });
    },
  );

  const unexpected: [string, () => Buffer[]][] = [
    ['a file under another name', () => [filePart(photo, 'avatar')]],
    ['the text as a file', () => [filePart(photo, 'body')]],
    ['a photo as text', () => [textPart('photos', 'not a file')]],
    ['the text twice', () => [textPart('body', 'one'), textPart('body', 'two')]],
    ['text with a NUL', () => [textPart('body', 'a\0b')]],
    ['text that is not UTF-8', () => [textPart('body', ''), Buffer.from([0xff])]],
    [
      'thousands of fields',
      () => Array.from({ length: 3_000 }, (_, index) => textPart(`field${index}`, 'x')),
    ],
    ['a field name of 100,000 characters', () => [textPart('x'.repeat(100_000), 'x')]],
  ];
  it.each(unexpected)('with %s are refused', async (_name, parts) => {
    await expectNoChange(app.store, async () => {
      await expectProblem(await post(multipartBody(filePart(photo), ...parts())), [400, 413, 422]);
    });
  });

  it.each(['iso-8859-2', 'shift_jis', 'KOI8-R', 'utf-16', 'unheard-of'])(
    'with a text in %s, which could not be read, are refused',
    async (charset) => {
      const text = textPart('body', 'Hi', `text/plain; charset=${charset}`);
      await expectNoChange(app.store, async () => {
        await expectProblem(await post(multipartBody(text, filePart(photo))), 415);
        await expectProblem(await post(multipartBody(filePart(photo), text)), 415);
        await expectProblem(await post(multipartBody(text, textPart('body', 'Ho'))), 415);
      });
    },
  );

  it.each(['utf-8', 'UTF-8', 'us-ascii'])('may say that their text is in %s', async (charset) => {
    const text = textPart('body', 'Hi', `text/plain; charset=${charset}`);
    const response = await post(multipartBody(text));
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({ body: 'Hi' });
  });

  it.each(['__proto__', 'constructor', 'body[__proto__]', 'toString'])(
    'with a field named %s do no harm',
    async (field) => {
      const response = await post(multipartBody(textPart(field, 'x'), textPart('body', 'Hi')));
      expect(response.status).toBeLessThan(500);
      expect((await ada.post(conversationId, { body: 'Still here' })).status).toBe(201);
    },
  );

  const endless: [string, () => Buffer, () => Buffer][] = [
    ['a photo', () => filePartStart('a.jpeg'), () => Buffer.from(photo.bytes)],
    ['a text', () => textPart('body', '').subarray(0, -2), () => Buffer.alloc(0)],
    ['the headers of a part', () => filePartStart('a.jpeg').subarray(0, -2), () => Buffer.alloc(0)],
    ['nothing but a preamble', () => Buffer.alloc(0), () => Buffer.alloc(0)],
  ];
  it.each(endless)('that never end are cut off: %s', async (_name, start, then) => {
    await expectNoChange(app.store, async () => {
      const connection = await openPost({ 'Content-Length': String(1024 * MiB) });
      await connection.send(start());
      await connection.send(then());
      const filler = Buffer.from('x'.repeat(1023).concat('\n').repeat(64));
      const sent = await connection.sendEndlessly(filler, 200 * MiB);
      expect(sent).toBeLessThan(100 * MiB);
      await expectProblem(await connection.answer(), [400, 413, 422]);
      connection.close();
    });
  });

  it('that never end are cut off: photos, one after the other', async () => {
    await expectNoChange(app.store, async () => {
      const connection = await openPost({ 'Transfer-Encoding': 'chunked' });
      const part = filePart(photo);
      const chunk = Buffer.concat([
        Buffer.from(`${part.length.toString(16)}\r\n`),
        part,
        Buffer.from('\r\n'),
      ]);
      await connection.sendEndlessly(chunk, 20 * MiB);
      await expectProblem(await connection.answer(), [400, 413, 422]);
      connection.close();
    });
  });

  it('that a client stops sending, and goes away, leave nothing behind', async () => {
    const before = await app.store.contents();
    const large = await makePhotoOfSize(8 * MiB);
    const connections = await Promise.all(
      [0, 100, 700_000, 6 * MiB].map(async (length) => {
        const connection = await openPost({ 'Content-Length': String(10 * MiB) });
        await connection.send(Buffer.concat([textPart('body', 'Hi'), filePart(photo)]));
        await connection.send(filePartStart('large.jpeg'));
        await connection.send(large.bytes.subarray(0, length));
        return connection;
      }),
    );
    await waitFor('the first photos have arrived', async () => {
      const { length } = (await app.store.contents()).objects;
      return length > before.objects.length;
    });
    for (const connection of connections) connection.vanish();
    await waitFor('nothing is left of them', async () => {
      expect(await app.store.contents()).toEqual(before);
      return true;
    });
  });

  it('that end before their announced length leave nothing behind', async () => {
    const before = await app.store.contents();
    const body = multipartBody(textPart('body', 'Hi'), filePart(photo));
    const connection = await openPost({ 'Content-Length': String(body.length + 1) });
    await connection.send(body);
    await waitFor('the photo has arrived', async () => {
      const { length } = (await app.store.contents()).objects;
      return length > before.objects.length;
    });
    connection.vanish();
    await waitFor('nothing is left of it', async () => {
      expect(await app.store.contents()).toEqual(before);
      return true;
    });
  });

  it.each([
    ['a chunk of no size', 'zz\r\n'],
    ['a chunk of negative size', '-5\r\nabcde\r\n'],
    ['a chunk of absurd size', 'fffffffffffffffff\r\n'],
  ])('in broken chunks are refused: %s', async (_name, chunk) => {
    await expectNoChange(app.store, async () => {
      const connection = await openPost({ 'Transfer-Encoding': 'chunked' });
      await connection.send(chunk);
      await expectProblem(await connection.answer(), 400);
      connection.close();
    });
  });

  it('of random bytes are refused', async () => {
    await expectNoChange(app.store, async () => {
      for (let attempt = 0; attempt < 20; attempt++) {
        const start = attempt % 2 ? filePartStart('a.jpeg') : Buffer.from(`--${boundary}\r\n`);
        const response = await post(Buffer.concat([start, randomBytes(attempt * 50)]));
        await expectProblem(response, [400, 415, 422]);
      }
    });
  });
});
