import { describe, expect, it } from '@jest/globals';
import { json, messagesPath } from '../support/api.ts';
import { waitFor } from '../support/wait-for.ts';
import { refuseMerges, useReadCutoverStack } from './read-cutover-stack.ts';

describe('while the service has not heard of a change', () => {
  const used = useReadCutoverStack();
  const path = (id: string) => `/api/attachments/${id}`;
  const get = (id: string) => used.ada.fetch(path(id));
  const edit = async (id: string, caption: string) =>
    await json(await used.ada.send('PATCH', path(id), { caption }));
  const ahead = 3_600_000_000;

  it('the change is shown, and counted as pending', async () => {
    const { message, attachment } = await used.post();
    const before = await used.reads();
    used.standIn.behave(refuseMerges);
    const fresh = await used.post();
    const edited = await edit(attachment.id, 'Pending');

    expect(await used.listed(message.id)).toEqual([edited]);
    expect(await used.listed(fresh.message.id)).toEqual([fresh.attachment]);
    expect(await json(await get(attachment.id))).toEqual(edited);
    expect(await json(await get(fresh.attachment.id))).toEqual(fresh.attachment);
    const after = await used.reads();
    expect(after.pending - before.pending).toBe(6);
    expect(after.fallback).toBe(before.fallback);
  });

  it('a deletion is shown, of a photo and of a message', async () => {
    const [one, other] = [await used.post(), await used.post()];
    used.standIn.behave(refuseMerges);
    await used.ada.fetch(path(one.attachment.id), { method: 'DELETE' });
    await used.ada.fetch(`/api/messages/${other.message.id}`, { method: 'DELETE' });
    expect(await used.listed(one.message.id)).toEqual([]);
    for (const { attachment } of [one, other]) {
      expect((await get(attachment.id)).status).toBe(404);
      const content = await used.ada.fetch(`${path(attachment.id)}/content`);
      expect(content.status).toBe(404);
    }
  });

  it("the service's copy is shown where that is newer", async () => {
    const { message, attachment } = await used.post();
    used.standIn.behave(refuseMerges);
    await edit(attachment.id, 'Pending');
    await used.changeAtService(attachment.id, { caption: 'Newer', ahead });
    expect(await used.listed(message.id)).toMatchObject([{ caption: 'Newer' }]);
    expect(await json(await get(attachment.id))).toMatchObject({ caption: 'Newer' });
  });

  it("the service's tombstone wins over an edit", async () => {
    const { message, attachment } = await used.post();
    used.standIn.behave(refuseMerges);
    await edit(attachment.id, 'Pending');
    await used.changeAtService(attachment.id, { deleted: true, ahead: 1 });
    expect(await used.listed(message.id)).toEqual([]);
    expect((await get(attachment.id)).status).toBe(404);
  });

  it('a deletion wins over a newer copy of the service', async () => {
    const { message, attachment } = await used.post();
    used.standIn.behave(refuseMerges);
    await used.ada.fetch(path(attachment.id), { method: 'DELETE' });
    await used.changeAtService(attachment.id, { caption: 'Newer', ahead });
    expect(await used.listed(message.id)).toEqual([]);
    expect((await get(attachment.id)).status).toBe(404);
  });

  it.each(['a page', 'one photo'])(
    'and hears of it after it has answered: %s shows it all the same',
    async (what) => {
      const { message, attachment } = await used.post();
      used.standIn.behave(refuseMerges);
      await edit(attachment.id, 'Pending');
      const before = await used.reads();

      // The service has answered without the change; then the change arrives there, and leaves the
      // outbox; then the answer gets here. Whoever looked into the outbox now would find nothing.
      let delivered = 0;
      used.standIn.behave((call) => {
        if (call.path.endsWith('/merge')) return refuseMerges(call);
        return { beforeAnswer: () => deliver(attachment.id).then(() => delivered++) };
      });
      const seen =
        what === 'a page' ? await used.listed(message.id) : [await json(await get(attachment.id))];
      expect(delivered).toBe(1);
      expect(await used.stores.pending()).not.toContainEqual(
        expect.objectContaining({ attachmentId: attachment.id }),
      );
      expect(seen).toMatchObject([{ caption: 'Pending' }]);
      const after = await used.reads();
      expect(after.fallback).toBe(before.fallback);
    },
  );

  /** What a relay does, in no time. */
  async function deliver(id: string): Promise<void> {
    const { stores } = used;
    const row = await stores.row('monolith', id);
    await stores.service.query('UPDATE attachments SET caption = $2, version = $3 WHERE id = $1', [
      id,
      row?.caption,
      row?.version,
    ]);
    await stores.monolith.query('DELETE FROM attachment_outbox WHERE attachment_id = $1', [id]);
  }

  it('both become equal once it does', async () => {
    used.standIn.behave('pass');
    await waitFor(
      'the outbox is empty',
      async () => (await used.stores.pending()).length === 0,
      40_000,
    );
  });
});

describe('a page', () => {
  const used = useReadCutoverStack();
  const callsFor = async (limit: number) => {
    used.standIn.calls.length = 0;
    const page = await used.ada.fetch(`${messagesPath(used.conversationId)}?limit=${limit}`);
    const { items } = (await json(page)) as { items: { attachments: unknown[] }[] };
    const photos = items.flatMap(({ attachments }) => attachments).length;
    return { photos, calls: used.standIn.calls.filter(({ forRequest }) => forRequest).length };
  };

  it('takes one call of the service, however many photos it has', async () => {
    const { message } = await used.post();
    await copyMessage(message.id, 119, 10);
    await used.stores.becomeEqual();
    expect(await callsFor(1)).toEqual({ photos: 10, calls: 1 });
    expect(await callsFor(10)).toEqual({ photos: 100, calls: 1 });
    expect(await callsFor(100)).toEqual({ photos: 1_000, calls: 1 });
  });

  it('takes one also while all of it is pending', async () => {
    used.standIn.behave(refuseMerges);
    await used.stores.monolith.query(`
      INSERT INTO attachment_outbox (attachment_id, message_id, version, next_attempt_at)
      SELECT id, message_id, version, now() + interval '1 hour' FROM attachments`);
    expect(await callsFor(100)).toEqual({ photos: 1_000, calls: 1 });
  });

  it('takes none when it has no photos', async () => {
    const { id } = await used.ada.startConversation();
    await used.ada.posted(id, { body: 'Just text' });
    used.standIn.calls.length = 0;
    await json(await used.ada.fetch(messagesPath(id)));
    expect(used.standIn.calls.filter(({ forRequest }) => forRequest)).toEqual([]);
  });

  /** Copies of a message with its photo repeated, in both stores. */
  async function copyMessage(messageId: string, copies: number, photos: number): Promise<void> {
    const { monolith, service } = used.stores;
    // Ids in the order of their making, as UUIDv7 are, after the message's own.
    const newId = (last: string) =>
      `('ffffffff-' || lpad(to_hex(copy), 4, '0') || '-7000-8000-' || lpad(to_hex(${last}), 12, '0'))::uuid`;
    const newMessageId = newId('0');
    await monolith.query(
      `INSERT INTO messages (id, conversation_id, sender_id, body, photo_count, created_at)
       SELECT ${newMessageId}, conversation_id, sender_id, body, $3, created_at
       FROM messages, generate_series(1, $2::int) AS copy WHERE id = $1`,
      [messageId, copies, photos],
    );
    const attachments = await monolith.query('SELECT * FROM attachments WHERE message_id = $1', [
      messageId,
    ]);
    const row = JSON.stringify(attachments.rows[0]);
    for (const store of [monolith, service]) {
      await store.query(
        `INSERT INTO attachments
         SELECT (jsonb_populate_record(NULL::attachments, $1::jsonb || jsonb_build_object(
           'id', ${newId('n + 1')}, 'message_id', ${newMessageId}, 'position', n))).*
         FROM generate_series(1, $2::int) AS copy, generate_series(0, $3::int - 1) AS n`,
        [row, copies, photos],
      );
    }
  }
});
