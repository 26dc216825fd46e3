import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { ApiUser } from '../support/api.ts';
import { expectRefusal } from '../support/expect.ts';
import { makePhoto } from '../support/photos.ts';
import { useStack } from '../support/stack.ts';
import { signUpAndIn } from '../support/users.ts';
import { describeForEachClient } from './clients/each-client.ts';
import type { PhotoAppClient } from './clients/photo-app-client.ts';

const app = useStack();

describeForEachClient('posting with an idempotency key', app, (newClient) => {
  let ada: PhotoAppClient;
  let ben: PhotoAppClient;
  let conversationId: string;
  beforeAll(async () => {
    [ada, ben] = [newClient(), newClient()];
    const [, { handle }] = await Promise.all([signUpAndIn(ada, 'ada'), signUpAndIn(ben, 'ben')]);
    conversationId = (await ada.createConversation('Holiday', [handle])).id;
  });

  const withBody = async (body: string) => {
    const { items } = await ben.listMessages(conversationId, { limit: 100 });
    return items.filter((message) => message.body === body);
  };

  it('once more gives the same message', async () => {
    const body = randomUUID();
    const post = {
      body,
      photos: [await makePhoto(), await makePhoto('png')],
      idempotencyKey: body,
    };
    const first = await ada.postMessage(conversationId, post);
    expect(await ada.postMessage(conversationId, post)).toEqual(first);
    expect(await ada.postMessage(conversationId, post)).toEqual(first);
    expect(await withBody(body)).toEqual([first]);
    for (const [index, attachment] of first.attachments.entries()) {
      const bytes = Buffer.from(await ben.downloadPhoto(attachment));
      expect(bytes).toEqual(Buffer.from(post.photos[index]?.bytes ?? []));
    }
  });

  it('works for a message without photos too', async () => {
    const post = { body: randomUUID(), idempotencyKey: randomUUID() };
    const first = await ada.postMessage(conversationId, post);
    expect(await ada.postMessage(conversationId, post)).toEqual(first);
    expect(await withBody(post.body)).toEqual([first]);
  });

  it('many times at once makes one message, which all are given', async () => {
    const body = randomUUID();
    const post = { body, photos: [await makePhoto()], idempotencyKey: body };
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => ada.postMessage(conversationId, post)),
    );
    const stored = await withBody(body);
    expect(stored).toHaveLength(1);
    for (const answer of answers) expect(answer).toEqual(stored[0]);
    const [attachment] = stored[0]?.attachments ?? [];
    if (!attachment) throw new Error('The message has no photo');
    expect(Buffer.from(await ben.downloadPhoto(attachment))).toEqual(
      Buffer.from(post.photos[0]?.bytes ?? []),
    );
  });

  it('is refused when it comes with another message', async () => {
    const body = randomUUID();
    const photo = await makePhoto();
    await ada.postMessage(conversationId, { body, photos: [photo], idempotencyKey: body });
    const others = [
      { body: 'Something else', photos: [photo] },
      { body, photos: [await makePhoto()] },
      { body, photos: [photo, photo] },
      { body },
    ];
    for (const other of others) {
      const again = ada.postMessage(conversationId, { ...other, idempotencyKey: body });
      await expectRefusal(again, 422);
    }
    expect(await withBody(body)).toHaveLength(1);
  });

  it('is refused in another conversation', async () => {
    const idempotencyKey = randomUUID();
    const elsewhere = await ada.createConversation('Elsewhere', []);
    await ada.postMessage(conversationId, { body: 'Hi', idempotencyKey });
    await expectRefusal(ada.postMessage(elsewhere.id, { body: 'Hi', idempotencyKey }), 422);
  });

  it('says that the message is gone once it was deleted', async () => {
    const post = { body: randomUUID(), photos: [await makePhoto()], idempotencyKey: randomUUID() };
    const { id } = await ada.postMessage(conversationId, post);
    await ada.deleteMessage(id);
    await expectRefusal(ada.postMessage(conversationId, post), 410);
    expect(await withBody(post.body)).toEqual([]);
  });

  it('does not mix up users who chose the same key', async () => {
    const post = { body: randomUUID(), idempotencyKey: randomUUID() };
    const [hers, his] = await Promise.all([
      ada.postMessage(conversationId, post),
      ben.postMessage(conversationId, post),
    ]);
    expect(hers.id).not.toBe(his.id);
    expect(await withBody(post.body)).toHaveLength(2);
  });

  it('can be tried again when the first attempt was refused', async () => {
    const idempotencyKey = randomUUID();
    const body = randomUUID();
    const tooLong = 'x'.repeat(4_001);
    await expectRefusal(ada.postMessage(conversationId, { body: tooLong, idempotencyKey }), 422);
    await ada.postMessage(conversationId, { body, idempotencyKey });
    expect(await withBody(body)).toHaveLength(1);
  });

  it('is not needed: without one, each post is a message', async () => {
    const body = randomUUID();
    await ada.postMessage(conversationId, { body });
    await ada.postMessage(conversationId, { body });
    expect(await withBody(body)).toHaveLength(2);
  });
});

describe('a replay on the wire', () => {
  it('is answered with 200 instead of 201', async () => {
    const ada = await ApiUser.create(app.origin);
    const { id } = await ada.startConversation();
    const message = { body: 'Once', photos: [await makePhoto()], idempotencyKey: randomUUID() };
    expect((await ada.post(id, message)).status).toBe(201);
    expect((await ada.post(id, message)).status).toBe(200);
  });
});
