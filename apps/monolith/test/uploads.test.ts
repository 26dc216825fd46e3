import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { waitUntil } from '@photos/local-stack';
import { expectNoLeftovers } from './support/leftovers.ts';
import { end, filePart, MultipartUpload, part } from './support/multipart-upload.ts';
import { photo, png, pngOfSize } from './support/photos.ts';
import { type RunningMonolith, startMonolith } from './support/start-monolith.ts';
import { type SignedIn, signUp, startConversation } from './support/users.ts';

const MiB = 1024 * 1024;

describe('an upload', () => {
  let monolith: RunningMonolith;
  let ada: SignedIn;
  let conversationId: string;

  beforeAll(async () => {
    monolith = await startMonolith();
    monolith.start();
    ada = await signUp(monolith.origin);
    conversationId = await startConversation(ada);
  });
  afterAll(() => monolith.close());

  const upload = () => new MultipartUpload(monolith.origin, conversationId, ada);
  const messages = async () => (await ada.client.messages.list(conversationId)).items.length;

  it('keeps photos in the order they were sent in, and their bytes', async () => {
    const sent = [pngOfSize(6 * MiB), png(), pngOfSize(600_000), png()];
    const photos = sent.map((bytes, i) => photo(`${i}.png`, bytes));
    const { attachments } = await ada.client.messages.post(conversationId, { body: '', photos });
    expect(attachments.map(({ fileName }) => fileName)).toEqual(photos.map((p) => p.fileName));
    for (const [i, { id }] of attachments.entries()) {
      const content = await ada.client.attachments.content({ id, conversationId });
      expect(Buffer.compare(await content.bytes(), sent[i] as Uint8Array)).toBe(0);
    }
    await expectNoLeftovers(monolith);
  });

  it('that a bad photo spoils leaves none of the good ones behind', async () => {
    const before = await messages();
    const photos = [png(), pngOfSize(6 * MiB), 'not a photo', png(), pngOfSize(6 * MiB)].map(
      (bytes, i) => photo(`${i}.png`, bytes),
    );
    const post = ada.client.messages.post(conversationId, { body: 'Look', photos });
    await expect(post).rejects.toMatchObject({ status: 415 });
    expect(await messages()).toBe(before);
    await expectNoLeftovers(monolith);
  });

  it('of a photo that is too large is answered with 413, and leaves nothing', async () => {
    const photos = [photo('small.png', png()), photo('large.png', pngOfSize(20 * MiB + 1))];
    const post = ada.client.messages.post(conversationId, { body: 'Look', photos });
    await expect(post).rejects.toMatchObject({ status: 413 });
    await expectNoLeftovers(monolith);
  });

  it('whose client goes away leaves nothing', async () => {
    const before = await messages();
    const attempt = upload();
    await attempt.write(
      filePart('a.png', png()),
      filePart('b.png', pngOfSize(8 * MiB)).subarray(0, 7 * MiB),
    );
    await waitUntil('one photo is there, and the other on its way', async () => {
      const { rows } = await monolith.serviceSql.query(
        'SELECT (SELECT count(*) FROM uploads) AS there, count(*) AS begun FROM object_disposals',
      );
      return rows[0].there === '1' && rows[0].begun === '1';
    });
    attempt.request.destroy();
    await expectNoLeftovers(monolith);
    expect(await messages()).toBe(before);
  });

  it.each<[string, (string | Uint8Array)[]]>([
    ['in a photo', [filePart('a.png', png()).subarray(0, 500)]],
    ['between photos', [filePart('a.png', png())]],
    ['in the head of a part', [filePart('a.png', png()).subarray(0, 40)]],
    ['at once', []],
  ])('that ends too early is malformed, and leaves nothing: %s', async (_where, chunks) => {
    const attempt = upload();
    await attempt.write(...chunks);
    attempt.request.end();
    expect(await attempt.answer()).toMatchObject({ status: 400 });
    await expectNoLeftovers(monolith);
  });

  it.each<[string, string, Uint8Array[]]>([
    ['an unknown field', 'title', [part('name="title"', 'Hi')]],
    ['a photo of another name', 'photo', [part('name="photo"; filename="a.png"', png())]],
    ['two bodies', 'body', [part('name="body"', 'a'), part('name="body"', 'b')]],
    ['a body with keys', 'body[a]', [part('name="body[a]"', 'a')]],
    ['a text as photo', 'photos', [part('name="photos"', 'a')]],
    ['a photo without a name', 'photos', [filePart('', png())]],
    ['a field called __proto__', '__proto__', [part('name="__proto__"', 'a')]],
    ['a NUL in the body', 'body', [part('name="body"', 'a\0b')]],
    ['a body that is too long', 'body', [part('name="body"', 'x'.repeat(100_000))]],
    ['11 photos', 'photos', Array.from({ length: 10 }, () => filePart('a.png', png()))],
  ])('with %s is refused, by name, and leaves nothing', async (_what, field, parts) => {
    const attempt = upload();
    await attempt.write(filePart('good.png', png()), ...parts, end);
    attempt.request.end();
    const { status, body } = await attempt.answer();
    expect({ status, fields: Object.keys(body.errors ?? {}) }).toEqual({
      status: 422,
      fields: [field],
    });
    await expectNoLeftovers(monolith);
  });

  it.each(['', ' \n'])('with neither photo nor text is refused: %j', async (body) => {
    const post = ada.client.messages.post(conversationId, { body, photos: [] });
    await expect(post).rejects.toMatchObject({ status: 422 });
  });

  it('without an end is cut off', async () => {
    const attempt = upload();
    let answered = false;
    const answer = attempt.answer().finally(() => {
      answered = true;
    });
    await attempt.write(filePart('a.png', png()).subarray(0, -2));
    const chunk = new Uint8Array(MiB);
    while (!answered) await attempt.write(chunk);
    expect(await answer).toMatchObject({ status: 413 });
    attempt.request.destroy();
    await expectNoLeftovers(monolith);
  });

  it('that is refused says why, though the rest never comes', async () => {
    const attempt = upload();
    await attempt.write(...Array.from({ length: 11 }, () => filePart('a.png', png())));
    expect(await attempt.answer()).toMatchObject({
      status: 422,
      body: { errors: { photos: [expect.any(String)] } },
    });
    attempt.request.destroy();
    await expectNoLeftovers(monolith);
  });

  it('keeps the base name of a file, without control characters', async () => {
    for (const [given, kept] of [
      ['../../etc/passwd', 'passwd'],
      ['C:\\photos\\zürich 湖.png', 'zürich 湖.png'],
      ['a%0d%0ab.png', 'ab.png'],
      ['%0d%0a', 'photo'],
      ['x'.repeat(300), 'x'.repeat(255)],
      [`${'x'.repeat(254)} y`, 'x'.repeat(254)],
      ['.. ', 'photo'],
      ['.'.repeat(300), 'photo'],
    ] as const) {
      // What is kept is kept as it is when it is given again.
      for (const name of [given, kept]) {
        const attempt = upload();
        await attempt.write(filePart(name, png()), end);
        attempt.request.end();
        const answer = await attempt.answer();
        expect(answer).toMatchObject({ status: 201, body: { attachments: [{ fileName: kept }] } });
      }
    }
  });
});
