import { describe, expect, it } from '@jest/globals';
import type { Message } from '../behaviour/clients/photo-app-client.ts';
import { json } from '../support/api.ts';
import { makePhoto, named } from '../support/photos.ts';
import { waitFor } from '../support/wait-for.ts';
import { useDualWriteStack } from './dual-write-stack.ts';

const depth = 'replication_outbox_depth';
const age = 'replication_outbox_oldest_seconds';
const unwell = { status: 500, type: 'text/plain', body: 'out of order' };

describe('every change reaches the media service', () => {
  const used = useDualWriteStack();

  const post = async (photos = 1): Promise<Message> =>
    await used.ada.posted(used.conversationId, {
      photos: await Promise.all(Array.from({ length: photos }, () => makePhoto())),
    });
  const idOf = ({ attachments }: Message) => attachments[0]?.id ?? '';
  const caption = async (id: string, text: string) =>
    await json(await used.ada.send('PATCH', `/api/attachments/${id}`, { caption: text }));

  it('a post with photos', async () => {
    const photos = [named('zürich 湖 "(1)", \\.jpg', await makePhoto()), await makePhoto('png')];
    const { attachments } = await used.ada.posted(used.conversationId, { photos });
    await used.stores.becomeEqual();
    const rows = await used.stores.rows('service');
    expect(rows.map(({ id }) => id)).toEqual(
      expect.arrayContaining(attachments.map(({ id }) => id)),
    );
  });

  it('a caption', async () => {
    const id = idOf(await post());
    await caption(id, 'Über dem See 🏔️, "quoted"');
    await used.stores.becomeEqual();
    expect((await used.stores.row('service', id))?.caption).toBe('Über dem See 🏔️, "quoted"');
  });

  it('the removal of a photo, as a tombstone', async () => {
    const id = idOf(await post());
    await used.ada.fetch(`/api/attachments/${id}`, { method: 'DELETE' });
    await used.stores.becomeEqual();
    expect((await used.stores.row('service', id))?.deleted_at).not.toBeNull();
  });

  it('the removal of a message, as tombstones of all its photos', async () => {
    const message = await post(3);
    await used.ada.fetch(`/api/messages/${message.id}`, { method: 'DELETE' });
    await used.stores.becomeEqual();
    for (const { id } of message.attachments) {
      expect((await used.stores.row('service', id))?.deleted_at).not.toBeNull();
    }
  });

  it('as part of the request, when all is well', async () => {
    used.standIn.behave('pass');
    const id = idOf(await post());
    expect(used.standIn.calls).toContainEqual(
      expect.objectContaining({ forRequest: true, ids: [id] }),
    );
    expect(await used.stores.row('service', id)).toEqual(await used.stores.row('monolith', id));
  });

  it('and text alone does not call it', async () => {
    used.standIn.behave('pass');
    await used.ada.posted(used.conversationId, { body: 'Only words' });
    expect(used.standIn.calls.filter(({ forRequest }) => forRequest)).toEqual([]);
  });

  it('from many writers at once', async () => {
    const { attachments } = await post(5);
    const writes = attachments.flatMap(({ id }, i) => [
      caption(id, `first ${i}`),
      caption(id, `second ${i}`),
      i % 2 === 0 && used.ada.fetch(`/api/attachments/${id}`, { method: 'DELETE' }),
    ]);
    await Promise.allSettled([...writes, post(4), post(2)]);
    await used.stores.becomeEqual();
  });

  it('and is counted on both sides', async () => {
    const before = await used.app.stack.metrics('monolith');
    await post(2);
    await used.stores.becomeEqual();
    const after = await used.app.stack.metrics('monolith');
    for (const target of ['monolith', 'service']) {
      const series = `attachment_writes_total{target="${target}"}`;
      expect((after[series] ?? 0) - (before[series] ?? 0)).toBeGreaterThanOrEqual(2);
    }
  });

  it('and what has not is to be seen in the metrics, the same on each instance', async () => {
    used.standIn.behave(unwell);
    await post(3);
    const instances = used.app.stack.apps.monolith?.instances ?? [];
    for (const instance of instances) {
      const metrics = await waitFor('it waits', async () => {
        const seen = await instance.metrics();
        return (seen[age] ?? 0) > 0 && seen;
      });
      expect(metrics[depth]).toBe(3);
    }
    used.standIn.behave('pass');
    await used.stores.becomeEqual();
    for (const instance of instances) {
      expect(await instance.metrics()).toMatchObject({ [depth]: 0, [age]: 0 });
    }
  });
});
