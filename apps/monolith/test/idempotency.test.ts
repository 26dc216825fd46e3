import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectNoLeftovers } from './support/leftovers.ts';
import { end, filePart, MultipartUpload, part } from './support/multipart-upload.ts';
import { photo, png, pngOfSize } from './support/photos.ts';
import { type RunningMonolith, startMonolith } from './support/start-monolith.ts';
import { type SignedIn, signUp, startConversation } from './support/users.ts';

describe('an idempotency key', () => {
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

  /** A post with the status of its answer, which the client doesn't tell. */
  async function post(idempotencyKey: string, body: string, photos: Uint8Array<ArrayBuffer>[]) {
    const form = new FormData();
    form.set('body', body);
    for (const bytes of photos) form.append('photos', new Blob([bytes]), 'a.png');
    const response = await fetch(
      `${monolith.origin}/api/conversations/${conversationId}/messages`,
      {
        method: 'POST',
        headers: { authorization: `Bearer ${ada.token}`, 'idempotency-key': idempotencyKey },
        body: form,
      },
    );
    return { status: response.status, message: (await response.json()) as { id: string } };
  }

  it('makes one message of many posts at the same time', async () => {
    const photos = [png(), pngOfSize(700_000)];
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => post('at-once', 'Hello', photos)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(7).fill(200), 201]);
    const [first] = answers;
    for (const { message } of answers) expect(message).toEqual(first?.message);
    await expectNoLeftovers(monolith);
  });

  it('stands for one message: another one is refused, and leaves nothing', async () => {
    const bytes = png();
    await post('taken', 'Hello', [bytes]);
    expect(await post('taken', 'Hello', [bytes])).toMatchObject({ status: 200 });
    for (const [body, photos] of [
      ['Other', [bytes]],
      ['Hello', [png()]],
      ['Hello', [bytes, bytes]],
      ['Hello', []],
    ] as const) {
      expect(await post('taken', body, [...photos])).toMatchObject({ status: 422 });
    }
    await expectNoLeftovers(monolith);
  });

  it('stands for the same text, whatever ends its lines', async () => {
    const bytes = png();
    const answers = [];
    // By hand: FormData makes \r\n of each of them.
    for (const body of ['two\r\nlines', 'two\nlines', 'two\rlines']) {
      const upload = new MultipartUpload(monolith.origin, conversationId, ada);
      upload.request.setHeader('Idempotency-Key', 'lines');
      await upload.write(part('name="body"', body), filePart('a.png', bytes), end);
      upload.request.end();
      answers.push(await upload.answer());
    }
    const [first] = answers;
    expect(answers.map(({ status }) => status)).toEqual([201, 200, 200]);
    for (const { body } of answers) expect(body).toEqual(first?.body);
  });

  it('is refused for another message at the same time', async () => {
    const answers = await Promise.all(
      ['a', 'b', 'c', 'd'].map((body) => post('different-at-once', body, [png()])),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422, 422, 422]);
    await expectNoLeftovers(monolith);
  });

  it('does not bring back what is deleted since', async () => {
    const { message } = await post('deleted', 'Hello', []);
    await ada.client.messages.delete(message.id);
    expect(await post('deleted', 'Hello', [])).toMatchObject({ status: 410 });
  });

  it('is a matter of one sender', async () => {
    const { message } = await post('same', 'Hello', []);
    const ben = await signUp(monolith.origin);
    const other = await ben.client.messages.post(await startConversation(ben), {
      body: 'Hello',
      photos: [photo('a.png', png())],
      idempotencyKey: 'same',
    });
    expect(other.id).not.toBe(message.id);
  });
});
