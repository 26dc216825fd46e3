import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { ApiUser } from '../support/api.ts';
import { expectProblem } from '../support/expect.ts';
import { makePhoto } from '../support/photos.ts';
import { waitFor } from '../support/wait-for.ts';
import {
  expectSettled,
  instancesOf,
  listed,
  postReferences,
  upload,
  useMediaStack,
  waitsForLock,
  whileLocked,
} from './media-stack.ts';

describe('posting a message with photos', () => {
  const used = useMediaStack(2);

  /** An instance of the monolith, and a user as this very instance's client. */
  async function victim() {
    const [instance] = instancesOf(used, 'monolith');
    if (!instance) throw new Error('No instance');
    const user = await ApiUser.create(instance.url);
    const conversationId = (await user.startConversation()).id;
    const reader = Object.assign(Object.create(ApiUser.prototype), user, {
      origin: used.app.origin,
    }) as ApiUser;
    return { instance, user, reader, conversationId };
  }

  afterEach(async () => {
    while (instancesOf(used, 'monolith').length < 2) await used.app.stack.start('monolith');
    while (instancesOf(used, 'media-service').length < 2) {
      await used.app.stack.start('media-service');
    }
    await expectSettled(used);
  });

  it.each<[string, () => pg.Pool, string, string]>([
    [
      'before it reserves',
      () => used.stores.monolith,
      'LOCK TABLE idempotency_keys IN EXCLUSIVE MODE',
      'INSERT INTO idempotency_keys',
    ],
    [
      'while it reserves',
      () => used.stores.service,
      'LOCK TABLE reservations IN EXCLUSIVE MODE',
      'INSERT INTO reservations',
    ],
    [
      'between reservation and insert',
      () => used.stores.monolith,
      'LOCK TABLE messages IN EXCLUSIVE MODE',
      '"messages"',
    ],
    [
      'between insert and commit',
      () => used.stores.monolith,
      'LOCK TABLE media_outbox IN EXCLUSIVE MODE',
      'INSERT INTO media_outbox',
    ],
  ])('killed %s leaves neither message nor photo', async (_name, pool, lock, statement) => {
    const { instance, user, reader, conversationId } = await victim();
    await whileLocked(pool(), lock, async () => {
      const photos = [await makePhoto(), await makePhoto()];
      const idempotencyKey = randomUUID();
      const posting = Promise.allSettled([user.post(conversationId, { photos, idempotencyKey })]);
      await waitsForLock(pool(), statement);
      await instance.kill();
      expect((await posting)[0]?.status).toBe('rejected');
    });
    await expectSettled(used);
    expect(await listed(reader, conversationId)).toEqual([]);
  });

  it.each(['monolith', 'media-service'])(
    'keeps its photos when the %s is killed between commit and confirmation',
    async (killed) => {
      const { instance, user, reader, conversationId } = await victim();
      const photo = await makePhoto();
      const services = instancesOf(used, 'media-service');
      await whileLocked(
        used.stores.monolith,
        'LOCK TABLE messages IN EXCLUSIVE MODE',
        async (release) => {
          const post = user.post(conversationId, { photos: [photo] });
          const posting = Promise.allSettled([post]);
          await waitsForLock(used.stores.monolith, '"messages"');
          // It has reserved, and can't confirm.
          for (const service of services) service.pause();
          await release();
          await waitFor('the message is committed', async () => {
            const { rowCount } = await used.stores.monolith.query('SELECT FROM media_outbox');
            return rowCount === 1;
          });
          if (killed === 'monolith') await instance.kill();
          for (const service of services) {
            if (killed === 'media-service') await service.kill();
            else service.resume();
          }
          await posting;
        },
      );
      while (instancesOf(used, 'media-service').length < 2) {
        await used.app.stack.start('media-service');
      }
      await expectSettled(used);
      const [message] = await listed(reader, conversationId);
      expect(message?.attachments.map(({ sha256 }) => sha256)).toEqual([photo.sha256]);
    },
  );

  it('is over once it is said to be abandoned, though it was under way', async () => {
    const { ada, conversationId, stores } = used;
    const { messageId, idempotencyKey, references } = await claimMessage();
    const lock = `SELECT pg_advisory_xact_lock(hashtextextended('${messageId}', 0))`;
    const [answer, settled] = await whileLocked(stores.monolith, lock, async (release) => {
      const settling = settle(messageId);
      await waitsForAdvisoryLock(1);
      const posting = postReferences(ada, conversationId, references, idempotencyKey);
      await waitsForAdvisoryLock(2);
      // The lock is given in the order in which it was asked for.
      await release();
      return [await posting, await settling] as const;
    });
    expect(settled).toEqual({ existing: [], abandoned: [messageId] });
    await expectProblem(answer, 503);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    await expectSettled(used);
    expect(await listed(ada, conversationId)).toEqual([]);

    // The user tries again, from the start, with the same key.
    const photos = [await makePhoto()];
    const again = await ada.posted(conversationId, { photos, idempotencyKey });
    expect(again.id).not.toBe(messageId);
    await ada.fetch(`/api/messages/${again.id}`, { method: 'DELETE' });
  });

  it('can not be abandoned once it is under way', async () => {
    const { ada, conversationId, stores } = used;
    const { messageId, idempotencyKey, references } = await claimMessage();
    const lock = 'LOCK TABLE media_outbox IN EXCLUSIVE MODE';
    const [answer, settled] = await whileLocked(stores.monolith, lock, async (release) => {
      const posting = postReferences(ada, conversationId, references, idempotencyKey);
      await waitsForLock(stores.monolith, 'INSERT INTO media_outbox');
      const settling = settle(messageId);
      await waitsForAdvisoryLock(1);
      await release();
      return [await posting, await settling] as const;
    });
    expect(answer.status).toBe(201);
    expect(settled).toEqual({ existing: [messageId], abandoned: [] });
  });

  /** A message that is yet to be posted, whose id is known already, and a photo for it. */
  async function claimMessage() {
    const [messageId, idempotencyKey] = [randomUUID(), randomUUID()];
    const { ada, conversationId, stores } = used;
    const { id } = await upload(ada, conversationId, await makePhoto());
    await stores.monolith.query('INSERT INTO idempotency_keys VALUES ($1, $2, $3)', [
      ada.user.id,
      idempotencyKey,
      messageId,
    ]);
    return { messageId, idempotencyKey, references: { attachmentIds: [id] } };
  }

  async function settle(messageId: string): Promise<unknown> {
    const url = `${used.app.stack.internalUrl('monolith')}/internal/messages/settle`;
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Authorization: `Bearer ${used.app.stack.serviceToken}`,
      },
      body: JSON.stringify({ messageIds: [messageId] }),
    });
    return await response.json();
  }

  async function waitsForAdvisoryLock(many: number): Promise<void> {
    await waitFor(`${many} wait for the message's lock`, async () => {
      const { rowCount } = await used.stores.monolith.query(
        `SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      );
      return rowCount === many;
    });
  }
});
