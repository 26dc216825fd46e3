import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Message } from '../behaviour/clients/photo-app-client.ts';
import { expectProblem } from '../support/expect.ts';
import { makePhoto, type Photo } from '../support/photos.ts';
import {
  expectSettled,
  listed,
  postReferences,
  upload,
  useMediaStack,
  waitsForLock,
  whileLocked,
} from './media-stack.ts';

type Way = 'multipart' | 'references';
const ways: Way[] = ['multipart', 'references'];
const pairs = ways.flatMap((first) => ways.map((second) => [first, second] as const));

describe('a message that is posted again with its idempotency key', () => {
  const used = useMediaStack();
  afterEach(async () => {
    // What the slower ones have uploaded is nobody's.
    await used.stores.service.query("UPDATE uploads SET created_at = now() - interval '1 day'");
    await expectSettled(used);
  });

  /** All that goes before the message itself, and then the message. */
  async function prepare(way: Way, photos: Photo[], idempotencyKey: string, body = 'Twice') {
    const { ada, conversationId } = used;
    if (way === 'multipart') {
      return () => ada.post(conversationId, { body, photos, idempotencyKey });
    }
    const attachmentIds: string[] = [];
    for (const photo of photos) attachmentIds.push((await upload(ada, conversationId, photo)).id);
    return () => postReferences(ada, conversationId, { body, attachmentIds }, idempotencyKey);
  }
  const messageOf = async (answer: Response) => (await answer.json()) as Message;

  it.each(pairs)('as %s, then as %s, is one message', async (first, second) => {
    const key = randomUUID();
    const photos = [await makePhoto(), await makePhoto()];
    const posted = await (await prepare(first, photos, key))();
    expect(posted.status).toBe(201);
    const message = await messageOf(posted);
    const post = await prepare(second, photos, key);
    for (const _ of [1, 2]) {
      const again = await post();
      expect(again.status).toBe(200);
      expect(await messageOf(again)).toEqual(message);
    }
  });

  it.each(pairs)('at once as %s and as %s, is one message', async (first, second) => {
    const key = randomUUID();
    const photos = [await makePhoto(), await makePhoto()];
    const posts = [await prepare(first, photos, key), await prepare(second, photos, key)];
    const answers = await whileLocked(
      used.stores.monolith,
      'LOCK TABLE messages IN EXCLUSIVE MODE',
      async (release) => {
        const posting = posts.map((post) => post());
        // Both have looked for an earlier message, and found none.
        await waitsForLock(used.stores.monolith, 'pg_advisory_xact_lock');
        await release();
        return await Promise.all(posting);
      },
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 201]);
    const [one, other] = await Promise.all(answers.map(messageOf));
    expect(one).toEqual(other);
    expect(one?.attachments.map(({ sha256 }) => sha256)).toEqual(photos.map((p) => p.sha256));
  });

  it('when the first is already confirmed, gets no second set of photos', async () => {
    const key = randomUUID();
    const photos = [await makePhoto()];
    const [slow, fast] = [
      await prepare('references', photos, key),
      await prepare('references', photos, key),
    ];
    const [late, posted] = await whileLocked(
      used.stores.monolith,
      'LOCK TABLE idempotency_keys IN EXCLUSIVE MODE',
      async (release) => {
        const posting = slow();
        await waitsForLock(used.stores.monolith, 'INSERT INTO idempotency_keys');
        const answering = fast();
        await release();
        return await Promise.all([posting, answering]);
      },
    );
    expect([late.status, posted.status].sort()).toEqual([200, 201]);
    const messages = await Promise.all([late, posted].map(messageOf));
    expect(messages[0]).toEqual(messages[1]);
    expect(messages[0]?.attachments).toHaveLength(1);
  });

  it.each(pairs)('as %s, then as %s with another photo, is refused', async (first, second) => {
    const key = randomUUID();
    const message = await messageOf(await (await prepare(first, [await makePhoto()], key))());
    const other = await (await prepare(second, [await makePhoto()], key))();
    await expectProblem(other, 422, 'Idempotency-Key');
    const text = await (await prepare(second, [], key))();
    await expectProblem(text, 422, 'Idempotency-Key');
    expect(message.attachments).toHaveLength(1);
  });

  it('at once with another photo, is one of both, whole', async () => {
    const key = randomUUID();
    const [one, other] = [await makePhoto(), await makePhoto()];
    const posts = [
      await prepare('references', [one], key, 'one'),
      await prepare('references', [other], key, 'other'),
    ];
    const answers = await whileLocked(
      used.stores.monolith,
      'LOCK TABLE messages IN EXCLUSIVE MODE',
      async (release) => {
        const posting = posts.map((post) => post());
        await waitsForLock(used.stores.monolith, '"messages"');
        await release();
        return await Promise.all(posting);
      },
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422]);
    const posted = answers.find(({ status }) => status === 201);
    const message = posted && (await messageOf(posted));
    const photo = message?.body === 'one' ? one : other;
    expect(message?.attachments.map(({ sha256 }) => sha256)).toEqual([photo.sha256]);
  });

  it('with a text alone that overtakes the photos, has no photos', async () => {
    const { ada, conversationId, stores } = used;
    const key = randomUUID();
    const text = await prepare('references', [], key, 'text');
    const photos = await prepare('references', [await makePhoto()], key, 'photos');
    const [won, lost] = await whileLocked(
      stores.monolith,
      'LOCK TABLE messages IN EXCLUSIVE MODE',
      async (release) => {
        const winning = text();
        await waitsForLock(stores.monolith, '"messages"');
        const losing = photos();
        // It has reserved its photos for the id that the text is about to have.
        await waitsForLock(stores.monolith, 'pg_advisory_xact_lock');
        await release();
        return await Promise.all([winning, losing]);
      },
    );
    expect(won.status).toBe(201);
    await expectProblem(lost, 422, 'Idempotency-Key');
    expect((await stores.service.query('SELECT FROM reservations')).rowCount).toBe(1);
    await stores.service.query("UPDATE reservations SET reserved_at = now() - interval '1 day'");
    await expectSettled(used);
    const message = await messageOf(won);
    const again = await text();
    expect(again.status).toBe(200);
    expect(await messageOf(again)).toEqual(message);
    expect(await listed(ada, conversationId)).toContainEqual(message);
  });

  it('after it was deleted, is gone', async () => {
    const key = randomUUID();
    const photos = [await makePhoto()];
    const message = await messageOf(await (await prepare('references', photos, key))());
    await used.ada.fetch(`/api/messages/${message.id}`, { method: 'DELETE' });
    for (const way of ways) await expectProblem(await (await prepare(way, photos, key))(), 410);
  });
});
