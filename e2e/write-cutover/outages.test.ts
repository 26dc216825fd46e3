import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { CurrentClient } from '../behaviour/clients/current-client.ts';
import { OldClient } from '../behaviour/clients/old-client.ts';
import type { PhotoAppClient } from '../behaviour/clients/photo-app-client.ts';
import { messagesPath } from '../support/api.ts';
import { expectProblem, expectRefusal } from '../support/expect.ts';
import { makePhoto } from '../support/photos.ts';
import { signUpAndIn } from '../support/users.ts';
import { waitFor } from '../support/wait-for.ts';
import { expectSettled, instancesOf, useWriteCutoverStack } from './write-cutover-stack.ts';

describe('while the media service is down', () => {
  const used = useWriteCutoverStack();

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
      expect((await used.stores.row('service', photo.id))?.deleted_at).not.toBeNull();
      await expectProblem(await ada.fetch(`/api/attachments/${photo.id}`), 404);
    }
  });

  it('photos of a deleted message are gone at once, whatever the service still believes', async () => {
    const { ada, conversationId, stores } = used;
    const { id, attachments } = await ada.posted(conversationId, { photos: [await makePhoto()] });
    const path = `/api/attachments/${attachments[0]?.id}`;
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
    expect((await stores.row('service', attachments[0]?.id ?? ''))?.deleted_at).toBeNull();

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

  it('a message whose photos the service never heard of stays deleted', async () => {
    const { ada, conversationId, stores } = used;
    const { id } = await ada.posted(conversationId, { body: 'Posted in phase 3' });
    const attachmentId = randomUUID();
    await withoutService(async () => {
      // What an instance of phase 3 leaves behind when it can't bring a photo to the service.
      await stores.monolith.query(
        `WITH posted AS (UPDATE messages SET photo_count = 1 WHERE id = $1 RETURNING *), photo AS (
           INSERT INTO attachments (id, message_id, conversation_id, uploader_id, position, file_name,
             content_type, byte_size, sha256, version, created_at, updated_at)
           SELECT $2, id, conversation_id, sender_id, 0, 'a.png', 'image/png', 1, repeat('0', 64),
             hybrid_clock(NULL), now(), now() FROM posted
           RETURNING *)
         INSERT INTO attachment_outbox (attachment_id, message_id, version, next_attempt_at)
         SELECT id, message_id, version, now() + interval '1 hour' FROM photo`,
        [id, attachmentId],
      );
      const answer = await ada.fetch(`/api/messages/${id}`, { method: 'DELETE' });
      expect(answer.status).toBe(204);
    });
    await expectSettled(used);
    expect(await stores.row('service', attachmentId)).toMatchObject({
      deleted_at: expect.any(String),
    });
  });

  it('a change that phase 3 left behind is shown, and delivered before the next one', async () => {
    const { ada, conversationId, stores } = used;
    const message = await ada.posted(conversationId, { photos: [await makePhoto()] });
    const id = message.attachments[0]?.id ?? '';
    const { rows } = await stores.service.query('SELECT * FROM attachments WHERE id = $1', [id]);
    const [{ change_number: _, ...row }] = rows;
    const columns = Object.keys(row);
    await stores.monolith.query(
      `INSERT INTO attachments (${columns}) VALUES (${columns.map((_, i) => `$${i + 1}`)})`,
      Object.values(row),
    );
    await stores.monolith.query(
      `WITH edited AS (UPDATE attachments SET caption = 'Phase 3', version = hybrid_clock(version)
         WHERE id = $1 RETURNING *)
       INSERT INTO attachment_outbox (attachment_id, message_id, version, next_attempt_at)
       SELECT id, message_id, version, now() + interval '1 hour' FROM edited`,
      [id],
    );
    const path = `/api/attachments/${id}`;
    expect(await (await ada.fetch(path)).json()).toMatchObject({ caption: 'Phase 3' });
    const page = await (await ada.fetch(messagesPath(conversationId))).json();
    expect((page as { items: unknown[] }).items[0]).toMatchObject({
      attachments: [{ caption: 'Phase 3' }],
    });
    const edited = await ada.send('PATCH', path, { caption: 'Phase 4' });
    expect(edited.status).toBe(200);
    expect(await stores.pending()).toEqual([]);
    expect(await (await ada.fetch(path)).json()).toMatchObject({ caption: 'Phase 4' });
    expect(await stores.row('monolith', id)).toMatchObject({ caption: 'Phase 3' });
    // Phase 5 will want to know that the local table was needed.
    const usage = await stores.monolith.query('SELECT route FROM old_route_usage');
    expect(usage.rows).toEqual([{ route: 'local read' }]);
    const url = `${used.app.stack.internalUrl('media-service')}/internal/old-route-usage`;
    await waitFor('the merge is noted', async () => {
      const headers = { Authorization: `Bearer ${used.app.stack.serviceToken}` };
      const { items } = (await (await fetch(url, { headers })).json()) as {
        items: { route: string; secondsAgo: number }[];
      };
      return items.some(({ route, secondsAgo }) => route === 'merge' && secondsAgo < 60);
    });
  });
});
