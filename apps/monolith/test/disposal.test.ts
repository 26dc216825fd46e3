import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { waitUntil } from '@photos/local-stack';
import { expectNoLeftovers, objectIds } from './support/leftovers.ts';
import { end, filePart, MultipartUpload } from './support/multipart-upload.ts';
import { photo, png } from './support/photos.ts';
import { type RunningMonolith, startMonolith } from './support/start-monolith.ts';
import { type SignedIn, signUp, startConversation } from './support/users.ts';

describe('the object', () => {
  let monolith: RunningMonolith;
  let ada: SignedIn;
  let conversationId: string;

  beforeEach(async () => {
    monolith = await startMonolith();
    ada = await signUp(monolith.origin);
    conversationId = await startConversation(ada);
  });
  afterEach(() => monolith.close());

  /** An upload whose photo is in the bucket while its request still goes on. */
  async function uploadUnderWay(): Promise<MultipartUpload> {
    const upload = new MultipartUpload(monolith.origin, conversationId, ada);
    await upload.write(filePart('a.png', png()), end);
    await waitUntil('the photo is in the bucket', async () => {
      return (await objectIds(monolith)).length === 1;
    });
    return upload;
  }

  it('of a deleted attachment is deleted', async () => {
    monolith.start();
    const photos = [photo('a.png', png()), photo('b.png', png())];
    const message = await ada.client.messages.post(conversationId, { body: 'Hello', photos });
    const [first, second] = message.attachments;
    await ada.client.attachments.delete({ id: first?.id ?? '', conversationId });
    await expectNoLeftovers(monolith);
    expect(await objectIds(monolith)).toEqual([second?.id]);
  });

  it('of every attachment of a deleted message is deleted', async () => {
    monolith.start();
    const photos = [photo('a.png', png()), photo('b.png', png())];
    const message = await ada.client.messages.post(conversationId, { body: 'Hello', photos });
    await ada.client.messages.delete(message.id);
    await expectNoLeftovers(monolith);
    expect(await objectIds(monolith)).toEqual([]);
  });

  it('of an upload that nobody finished is due before its first byte is stored', async () => {
    const upload = await uploadUnderWay();
    const { rows } = await monolith.sql.query<{ photo_id: string; seconds: number }>(
      'SELECT photo_id, extract(epoch FROM due_at - now())::float AS seconds FROM object_disposals',
    );
    expect(rows).toEqual([
      { photo_id: (await objectIds(monolith))[0], seconds: expect.any(Number) },
    ]);
    expect(rows[0]?.seconds).toBeGreaterThan(3_000);
    // This is all that is left of it after a crash.
    await monolith.sql.query('UPDATE object_disposals SET due_at = now()');
    monolith.start();
    await expectNoLeftovers(monolith);
    upload.request.destroy();
  });

  it('is not claimed by a message after it was disposed of', async () => {
    const upload = await uploadUnderWay();
    await monolith.sql.query('UPDATE object_disposals SET due_at = now()');
    monolith.start();
    await waitUntil('it is gone', async () => (await objectIds(monolith)).length === 0);
    upload.request.end();
    expect(await upload.answer()).toMatchObject({ status: 408 });
    expect((await ada.client.messages.list(conversationId)).items).toEqual([]);
    await expectNoLeftovers(monolith);
  });

  it('is not claimed while it is being disposed of', async () => {
    const upload = await uploadUnderWay();
    const disposer = await monolith.sql.connect();
    await disposer.query('BEGIN');
    await disposer.query('SELECT FROM object_disposals FOR UPDATE');
    upload.request.end();
    await waitUntil('the message waits for the disposal', async () => {
      const { rows } = await monolith.sql.query(
        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
      );
      return rows.length === 1;
    });
    await disposer.query('DELETE FROM object_disposals');
    await disposer.query('COMMIT');
    disposer.release();
    expect(await upload.answer()).toMatchObject({ status: 408 });
    expect((await ada.client.messages.list(conversationId)).items).toEqual([]);
  });

  it('is not disposed of while a message claims it', async () => {
    const photos = [photo('a.png', png())];
    const { id } = await ada.client.messages.post(conversationId, { body: 'Hello', photos });
    const [objectId] = await objectIds(monolith);
    const claim = await monolith.sql.connect();
    await monolith.sql.query('INSERT INTO object_disposals VALUES ($1, now())', [objectId]);
    await claim.query('BEGIN');
    await claim.query('DELETE FROM object_disposals');
    monolith.start();
    const other = await ada.client.messages.post(conversationId, { body: 'Other', photos });
    await ada.client.messages.delete(other.id);
    await waitUntil('others are disposed of', async () => (await objectIds(monolith)).length === 1);
    expect(await objectIds(monolith)).toEqual([objectId]);
    await claim.query('COMMIT');
    claim.release();
    await expectNoLeftovers(monolith);
    const { items } = await ada.client.messages.list(conversationId);
    expect(items.map((item) => item.id)).toEqual([id]);
  });
});
