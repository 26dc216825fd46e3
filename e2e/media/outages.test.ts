import { describe, expect, it } from '@jest/globals';
import { CurrentClient } from '../behaviour/clients/current-client.ts';
import { OldClient } from '../behaviour/clients/old-client.ts';
import type { PhotoAppClient } from '../behaviour/clients/photo-app-client.ts';
import { expectProblem, expectRefusal } from '../support/expect.ts';
import { makePhoto } from '../support/photos.ts';
import { signUpAndIn } from '../support/users.ts';
import { waitFor } from '../support/wait-for.ts';
import { expectSettled, instancesOf, useMediaStack } from './media-stack.ts';

describe('while the media service is down', () => {
  const used = useMediaStack();

  async function withoutService<T>(work: () => Promise<T>): Promise<T> {
    for (const instance of instancesOf(used, 'media-service')) await instance.kill();
    // Up to then a request may go out on a connection that just broke, and nobody knows its fate: 502.
    await waitFor('the edge to know', async () => {
      const { status } = await fetch(`${used.app.origin}/media/attachments`, { method: 'POST' });
      return status === 503;
    });
    try {
      return await work();
    } finally {
      for (const _ of [1, 2]) await used.app.stack.start('media-service');
    }
  }

  it.each<[string, (origin: string) => PhotoAppClient]>([
    ['an up-to-date', (origin) => new CurrentClient(origin)],
    ['an old', (origin) => new OldClient(origin)],
  ])('%s client posts and reads text, and is told to come back with photos', async (_, make) => {
    const client = make(used.app.origin);
    await signUpAndIn(client);
    const texts = await client.createConversation('Texts', []);
    const mixed = await client.createConversation('Photos', []);
    const photo = await makePhoto();
    const kept = await client.postMessage(mixed.id, { body: 'Before', photos: [photo] });
    const [attachment] = kept.attachments;
    if (!attachment) throw new Error('No attachment');

    await withoutService(async () => {
      const message = await client.postMessage(texts.id, { body: 'Only text' });
      expect((await client.listMessages(texts.id)).items).toEqual([message]);
      await expectRefusal(client.postMessage(texts.id, { body: '', photos: [photo] }), 503);
      await expectRefusal(client.listMessages(mixed.id), 503);
      await expectRefusal(client.setCaption(attachment, 'Lake'), 503);
      await expectRefusal(client.deleteAttachment(attachment), 503);
      expect((await client.listMessages(texts.id)).items).toEqual([message]);
    });

    expect((await client.listMessages(mixed.id)).items).toEqual([kept]);
    const again = await client.postMessage(texts.id, { body: '', photos: [photo] });
    expect(again.attachments).toHaveLength(1);
    await expectSettled(used);
  });

  it('says when to come back', async () => {
    const { ada, conversationId } = used;
    await withoutService(async () => {
      const answer = await ada.post(conversationId, { photos: [await makePhoto()] });
      await expectProblem(answer, 503);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    });
    await expectSettled(used);
  });

  it('messages are deleted, and their photos once it is back', async () => {
    const { ada, conversationId } = used;
    const photos = [await makePhoto(), await makePhoto()];
    const { id, attachments } = await ada.posted(conversationId, { photos });
    await withoutService(async () => {
      const answer = await ada.fetch(`/api/messages/${id}`, { method: 'DELETE' });
      expect(answer.status).toBe(204);
    });
    await expectSettled(used);
    for (const photo of attachments) {
      const row = (await used.stores.attachments()).find(({ id }) => id === photo.id);
      expect(row?.deleted_at).toEqual(expect.any(String));
      await expectProblem(await ada.fetch(`/api/attachments/${photo.id}`), 404);
    }
  });

  it('photos of a deleted message are gone at once, whatever the service still believes', async () => {
    const { ada, conversationId, stores } = used;
    const { id, attachments } = await ada.posted(conversationId, { photos: [await makePhoto()] });
    const path = `/api/attachments/${attachments[0]?.id}`;
    const photo = async () =>
      (await stores.attachments()).find((row) => row.id === attachments[0]?.id);
    await withoutService(async () => {
      const answer = await ada.fetch(`/api/messages/${id}`, { method: 'DELETE' });
      expect(answer.status).toBe(204);
      await stores.monolith.query(
        "UPDATE media_outbox SET next_attempt_at = now() + interval '1 hour'",
      );
    });

    const asked: (() => Promise<Response>)[] = [
      () => ada.fetch(path),
      () => ada.fetch(`${path}/content`),
      () => ada.send('PATCH', path, { caption: 'Still here' }),
      () => ada.fetch(path, { method: 'DELETE' }),
    ];
    for (const ask of asked) await expectProblem(await onceServed(ask), 404);
    expect((await photo())?.deleted_at).toBeNull();

    await stores.monolith.query('UPDATE media_outbox SET next_attempt_at = now()');
    await expectSettled(used);
  });

  /** The answer once the monolith has noticed that the service is back. */
  async function onceServed(ask: () => Promise<Response>): Promise<Response> {
    let answer = await ask();
    await waitFor('the service is asked again', async () => {
      if (answer.status === 503) answer = await ask();
      return answer.status !== 503;
    });
    return answer;
  }
});
