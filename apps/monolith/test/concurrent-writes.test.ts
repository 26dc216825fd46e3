import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { photo, png } from './support/photos.ts';
import { type RunningMonolith, startMonolith } from './support/start-monolith.ts';
import { type SignedIn, signUp, startConversation } from './support/users.ts';

describe('writes at the same time', () => {
  let monolith: RunningMonolith;
  let ada: SignedIn;
  let conversationId: string;

  beforeAll(async () => {
    monolith = await startMonolith();
    ada = await signUp(monolith.origin);
    conversationId = await startConversation(ada);
  });
  afterAll(() => monolith.close());

  async function given() {
    const message = await ada.client.messages.post(conversationId, {
      body: 'Hello',
      photos: [photo('a.png', png())],
    });
    const ref = { id: message.attachments[0]?.id ?? '', conversationId };
    return { message, ref };
  }

  const statusOf = (write: Promise<unknown>): Promise<number> =>
    write.then(
      () => 200,
      (error) => error.status,
    );

  const rowOf = async (id: string) => {
    const { rows } = await monolith.serviceSql.query('SELECT * FROM attachments WHERE id = $1', [
      id,
    ]);
    return rows[0];
  };

  it('of a caption each have a version of their own; the highest is what stays', async () => {
    const { ref } = await given();
    const edits = await Promise.all(
      Array.from({ length: 10 }, (_, i) => ada.client.attachments.setCaption(ref, `${i}`)),
    );
    const versions = edits.map(({ version }) => BigInt(version));
    expect(new Set(versions).size).toBe(10);
    const last = edits.toSorted((a, b) => (BigInt(a.version) < BigInt(b.version) ? 1 : -1))[0];
    expect(await ada.client.attachments.get(ref)).toEqual(last);
  });

  it.each(['attachment', 'message'])('never bring back a deleted %s', async (what) => {
    for (let round = 0; round < 5; round++) {
      const { message, ref } = await given();
      const { client } = ada;
      const [deleted, ...edited] = await Promise.all([
        statusOf(
          what === 'message' ? client.messages.delete(message.id) : client.attachments.delete(ref),
        ),
        ...['a', 'b', 'c'].map((caption) => statusOf(client.attachments.setCaption(ref, caption))),
      ]);
      expect(deleted).toBe(200);
      for (const status of edited) expect([200, 404]).toContain(status);
      const row = await rowOf(ref.id);
      expect(row.deleted_at).not.toBeNull();
      expect(await statusOf(client.attachments.setCaption(ref, 'late'))).toBe(404);
      expect(await rowOf(ref.id)).toEqual(row);
    }
  });

  it.each(['attachment', 'message'])('delete an %s once', async (what) => {
    const { message, ref } = await given();
    const statuses = await Promise.all(
      Array.from({ length: 5 }, () =>
        statusOf(
          what === 'message'
            ? ada.client.messages.delete(message.id)
            : ada.client.attachments.delete(ref),
        ),
      ),
    );
    expect(statuses.sort()).toEqual([200, 404, 404, 404, 404]);
  });

  it('delete a message and its attachment without a deadlock', async () => {
    for (let round = 0; round < 5; round++) {
      const { message, ref } = await given();
      await Promise.all([
        ada.client.messages.delete(message.id),
        ada.client.attachments.delete(ref).catch(() => {}),
      ]);
      expect((await rowOf(ref.id)).deleted_at).not.toBeNull();
    }
  });

  it('never set the clock back, even behind a version from the future', async () => {
    const { ref } = await given();
    const future = BigInt(Date.now() + 3_600_000) * 1_000n;
    await monolith.serviceSql.query('UPDATE attachments SET version = $1 WHERE id = $2', [
      future,
      ref.id,
    ]);
    const { version } = await ada.client.attachments.setCaption(ref, 'later');
    expect(BigInt(version)).toBe(future + 1n);
  });

  it('keep a message deleted, and its text gone', async () => {
    const { message } = await given();
    await ada.client.messages.delete(message.id);
    const { rows } = await monolith.sql.query(
      'SELECT body, deleted_at FROM messages WHERE id = $1',
      [message.id],
    );
    expect(rows).toEqual([{ body: '', deleted_at: expect.any(Date) }]);
  });
});
