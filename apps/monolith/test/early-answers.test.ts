import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { end, filePart, MultipartUpload } from './support/multipart-upload.ts';
import { pngOfSize } from './support/photos.ts';
import { type RunningMonolith, startMonolith } from './support/start-monolith.ts';
import { type SignedIn, signUp, startConversation } from './support/users.ts';

const MiB = 1024 * 1024;

describe('a client that still sends when it is answered', () => {
  let monolith: RunningMonolith;
  let ada: SignedIn;
  let conversationId: string;

  beforeAll(async () => {
    monolith = await startMonolith();
    ada = await signUp(monolith.origin);
    conversationId = await startConversation(ada);
  });
  afterAll(() => monolith.close());

  async function post(id: string, token: string, photos: Uint8Array<ArrayBuffer>[]) {
    const form = new FormData();
    for (const bytes of photos) form.append('photos', new Blob([bytes]), 'a.png');
    const response = await fetch(`${monolith.origin}/api/conversations/${id}/messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: form,
    });
    return { status: response.status, problem: await response.json() };
  }

  const large = () => [pngOfSize(20 * MiB), pngOfSize(20 * MiB)];

  it.each([
    [401, 'without a session', () => post(conversationId, 'made-up', large())],
    [404, 'to a conversation of others', () => post(randomUUID(), ada.token, large())],
    [422, 'to a malformed id', () => post('42', ada.token, large())],
    [
      413,
      'of more than a message can have',
      () => post(conversationId, ada.token, Array(11).fill(pngOfSize(20 * MiB))),
    ],
    [
      415,
      'of something that is no photo, before photos',
      () => post(conversationId, ada.token, [new Uint8Array(5 * MiB), ...large()]),
    ],
  ])('reads the %i: a post %s', async (status, _what, attempt) => {
    expect(await attempt()).toMatchObject({ status, problem: { status } });
  });

  it('can go on with the connection once it has sent all', async () => {
    const refused = new MultipartUpload(monolith.origin, randomUUID(), ada);
    await refused.write(filePart('a.png', pngOfSize(MiB)));
    expect(await refused.answer()).toMatchObject({ status: 404 });
    await refused.write(end);
    refused.request.end();
    expect(refused.request.destroyed).toBe(false);
  });
});
