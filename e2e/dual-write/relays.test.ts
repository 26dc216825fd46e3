import { describe, expect, it } from '@jest/globals';
import { json } from '../support/api.ts';
import { makePhoto } from '../support/photos.ts';
import { waitFor } from '../support/wait-for.ts';
import { useDualWriteStack } from './dual-write-stack.ts';

const unwell = { status: 500, type: 'text/plain', body: 'out of order' };

describe('relays', () => {
  const used = useDualWriteStack();

  const relayed = () => used.standIn.calls.filter(({ forRequest }) => !forRequest);
  const setCaption = (id: string, caption: string) =>
    used.ada.send('PATCH', `/api/attachments/${id}`, { caption });

  /** Posts a photo and gives its id. */
  async function post(): Promise<string> {
    const photos = [await makePhoto()];
    const { attachments } = await used.ada.posted(used.conversationId, { photos });
    return attachments[0]?.id ?? '';
  }

  /** Leaves a change of each of these to the relays, due at once. */
  async function leaveToRelays(...ids: string[]): Promise<void> {
    await used.stores.monolith.query(
      `INSERT INTO attachment_outbox (attachment_id, message_id, version, next_attempt_at)
       SELECT id, message_id, version, now() FROM attachments WHERE id = ANY ($1::uuid[])`,
      [ids],
    );
  }

  /** Makes many rows of one, all of them due. */
  async function makeMany(of: string, count: number): Promise<void> {
    await used.stores.monolith.query(
      `WITH made AS (
         INSERT INTO attachments (id, message_id, conversation_id, uploader_id, position, file_name,
           content_type, byte_size, sha256, version, created_at, updated_at)
         SELECT gen_random_uuid(), message_id, conversation_id, uploader_id, 9, file_name,
           content_type, byte_size, sha256, hybrid_clock(NULL), now(), now()
         FROM attachments, generate_series(1, $2) WHERE id = $1
         RETURNING id, message_id, version)
       INSERT INTO attachment_outbox (attachment_id, message_id, version, next_attempt_at)
       SELECT id, message_id, version, now() FROM made`,
      [of, count],
    );
  }

  it('of two instances share the work, and end with both sides equal', async () => {
    const id = await post();
    await used.stores.becomeEqual();
    used.standIn.behave('hold');
    await makeMany(id, 1_000);
    // Neither goes on before the other has come: so both are at it at once.
    const [first, second] = await waitFor('both relays call', () => {
      const open = relayed().filter((call) => call.isOpen());
      return open.length === 2 && open;
    });
    const shared = first?.ids.filter((one) => second?.ids.includes(one));
    expect(first?.ids.length).toBeGreaterThan(0);
    expect(shared).toEqual([]);
    used.standIn.behave('pass');
    await used.stores.becomeEqual();
    expect(await used.stores.rows('service')).toHaveLength(
      (await used.stores.rows('monolith')).length,
    );
  });

  it('that hang keep no user from writing, and forget no change made meanwhile', async () => {
    const id = await post();
    await used.stores.becomeEqual();
    used.standIn.behave((call) => (call.forRequest ? unwell : 'hold'));
    await leaveToRelays(id);
    const call = await waitFor('a relay calls', () => relayed().find((one) => one.isOpen()));
    const edited = (await json(await setCaption(id, 'Written meanwhile'))) as { version: string };
    expect(call.isOpen()).toBe(true);

    // Now the relay gets its acknowledgement, of the version that it has sent.
    used.standIn.behave((one) => (one === call ? 'pass' : unwell));
    await waitFor('the older version has arrived', async () => !call.isOpen());
    expect(await used.stores.pending()).toEqual([
      expect.objectContaining({ attachmentId: id, version: edited.version }),
    ]);
    used.standIn.behave('pass');
    await used.stores.becomeEqual();
    expect((await used.stores.row('service', id))?.caption).toBe('Written meanwhile');
  });

  it('that die leave claims that lapse', async () => {
    const id = await post();
    await used.stores.becomeEqual();
    used.standIn.behave('hold');
    await leaveToRelays(id);
    await waitFor('a relay calls', () => relayed().length > 0);
    const instances = [...(used.app.stack.apps.monolith?.instances ?? [])];
    await Promise.all(instances.map((instance) => instance.kill()));
    const [claimed] = await used.stores.pending();
    expect(claimed).toMatchObject({ attachmentId: id, attempts: 1 });
    expect(claimed?.dueInSeconds).toBeGreaterThan(0);

    used.standIn.behave('pass');
    await Promise.all(instances.map(() => used.app.stack.start('monolith')));
    await used.stores.becomeEqual();
  });

  it('bring all others past one that the service refuses, and go on trying that one', async () => {
    const [poison, ...others] = [await post(), await post(), await post()];
    await used.stores.becomeEqual();
    const setFileName = (name: string) =>
      used.stores.monolith.query('UPDATE attachments SET file_name = $2 WHERE id = $1', [
        poison,
        name,
      ]);
    // Such as only a bug could write: the API would not take it.
    await setFileName('');
    used.standIn.behave(unwell);
    for (const id of others) await setCaption(id, 'Beside the poison');
    await setCaption(poison ?? '', 'The poison');
    used.standIn.behave('pass');

    await waitFor(
      'only the poison is left',
      async () => {
        const pending = await used.stores.pending();
        return pending.length === 1 && pending[0]?.attachmentId === poison;
      },
      40_000,
    );
    const logs = () => used.app.stack.apps.monolith?.instances.map((one) => one.log()).join('\n');
    await waitFor('it is in the log', () =>
      logs()?.includes('media service refuses an attachment'),
    );
    expect(logs()).toContain(poison);

    await setFileName('mended.jpg');
    await used.stores.becomeEqual();
  });
});
