import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { ApiUser, messagesPath } from '../support/api.ts';
import { expectProblem } from '../support/expect.ts';
import { type FaultProxy, proxyUrl } from '../support/fault-proxy.ts';
import { makePhoto, makePhotoOfSize } from '../support/photos.ts';
import { useStack } from '../support/stack.ts';
import { objectKey } from '../support/store-inspector.ts';
import { waitFor } from '../support/wait-for.ts';

describe('while the database', () => {
  let database: FaultProxy;
  let s3: FaultProxy;
  const app = useStack({
    env: async (servers, databaseUrl) => {
      const throughDatabase = await proxyUrl(databaseUrl('monolith'));
      const throughS3 = await proxyUrl(servers.s3.endpoint);
      database = throughDatabase.proxy;
      s3 = throughS3.proxy;
      const env = { UPLOAD_GRACE_SECONDS: '5', S3_ENDPOINT: throughS3.url };
      return { monolith: { ...env, DATABASE_URL: throughDatabase.url }, 'media-service': env };
    },
  });
  afterAll(async () => {
    await database.stop();
    await s3.stop();
  });
  let ada: ApiUser;
  let conversationId: string;
  beforeAll(async () => {
    ada = await ApiUser.create(app.origin);
    conversationId = (await ada.startConversation()).id;
  });
  afterEach(async () => {
    database.mend();
    s3.mend();
    await waitFor('the app is well again', async () => {
      const response = await ada.fetch('/api/conversations', {
        signal: AbortSignal.timeout(5_000),
      });
      return response.status === 200;
    });
  });

  const patience = () => AbortSignal.timeout(30_000);

  it.each(['refuse', 'hang'] as const)('does not answer (%s), users are told so', async (kind) => {
    const before = await app.store.contents();
    database.set({ kind });
    const requests = [
      ada.fetch(messagesPath(conversationId), { signal: patience() }),
      ada.post(conversationId, { body: 'Hi' }, { signal: patience() }),
      ada.post(conversationId, { photos: [await makePhoto()] }, { signal: patience() }),
    ];
    for (const response of await Promise.all(requests)) {
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
      await expectProblem(response, 503);
    }
    database.mend();
    await waitFor('rows and objects are what they were', async () => {
      expect(await app.store.contents()).toEqual(before);
      return true;
    });
  });

  it('takes no writes, users are told so', async () => {
    const client = new pg.Client({ connectionString: app.stack.databaseUrl('monolith') });
    await client.connect();
    // As of a server that was demoted. New connections only: the app must make some.
    const takeWrites = async (setting: string) => {
      await client.query(`DO $$ BEGIN
        EXECUTE format('ALTER DATABASE %I ${setting}', current_database());
      END $$`);
      await client.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      );
    };
    const post = () => ada.post(conversationId, { body: 'Hi' }, { signal: patience() });
    try {
      await takeWrites('SET default_transaction_read_only = on');
      // Some to each instance.
      for (const response of [await post(), await post(), await post(), await post()]) {
        expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
        await expectProblem(response, 503);
      }
    } finally {
      await takeWrites('RESET default_transaction_read_only');
      await client.end();
    }
    await waitFor('it is posted', async () => (await post()).status === 201);
  });

  it('goes away between upload and commit, the photo goes away too', async () => {
    const before = await app.store.contents();
    s3.set({ kind: 'hold', afterBytes: 500_000 });
    const photo = await makePhotoOfSize(1024 * 1024);
    const posting = ada.post(conversationId, { photos: [photo] }, { signal: patience() });
    await waitFor('the upload is under way', () => s3.bytesIn > 500_000);
    database.set({ kind: 'refuse' });
    s3.mend();
    const response = await posting;
    await expectProblem(response, 503);
    database.mend();
    await waitFor('rows and objects are what they were', async () => {
      expect(await app.store.contents()).toEqual(before);
      return true;
    });
  });

  it.each([
    ['never hears of a commit', 'cut-at'],
    ['commits and can not say so', 'cut-answer-at'],
  ] as const)('%s, posting again gives one message', async (_name, kind) => {
    const before = await app.store.contents();
    const message = { photos: [await makePhoto()], idempotencyKey: randomUUID() };
    database.set({ kind, text: 'COMMIT' });
    await expectProblem(await ada.post(conversationId, message, { signal: patience() }), 503);
    database.mend();
    const { id, attachments } = await ada.posted(conversationId, message);
    const { messages, attachments: rows, objects } = before;
    await waitFor('there is one message, one row and one object more, to stay', async () => {
      expect(await app.store.disposals()).toEqual([]);
      const after = await app.store.contents();
      expect(after.messages).toHaveLength(messages.length + 1);
      expect(after.messages).toContain(id);
      expect(after.attachments).toHaveLength(rows.length + 1);
      expect(after.objects).toHaveLength(objects.length + 1);
      expect(after.objects).toContain(objectKey(attachments[0]?.id ?? ''));
      return true;
    });
  });

  it('finds a deadlock, posting again gives one message', async () => {
    const client = new pg.Client({ connectionString: app.stack.databaseUrl('monolith') });
    await client.connect();
    try {
      // Whoever looks for a deadlock first is the one that has to give way.
      await client.query(`SET deadlock_timeout = '30s'; BEGIN`);
      await client.query('SELECT FROM conversations WHERE id = $1 FOR UPDATE', [conversationId]);
      const message = { body: randomUUID(), idempotencyKey: randomUUID() };
      const posting = ada.post(conversationId, message, { signal: patience() });
      await waitFor('the message waits for its conversation', async () => {
        // Within a transaction pg_stat_activity never shows a connection that was made since it was
        // first looked at, as the app may make one for this post. What pg_locks shows is always new.
        const { rowCount } = await client.query(
          'SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))',
        );
        return rowCount === 1;
      });
      await Promise.all([
        client.query('LOCK TABLE messages; ROLLBACK'),
        posting.then((response) => expectProblem(response, 503)),
      ]);
      const { id } = await ada.posted(conversationId, message);
      const page = await ada.fetch(messagesPath(conversationId));
      const { items } = (await page.json()) as { items: { id: string; body: string }[] };
      expect(items.filter(({ body }) => body === message.body)).toMatchObject([{ id }]);
    } finally {
      await client.end();
    }
  });

  it('comes and goes, each photo has its row and each row its photo', async () => {
    const acknowledged: string[] = [];
    for (let round = 0; round < 6; round++) {
      const posts = Array.from({ length: 5 }, async () => {
        const photos = [await makePhotoOfSize(300_000)];
        const response = await ada.post(conversationId, { photos }, { signal: patience() });
        if (response.status === 201) {
          const { attachments } = (await response.json()) as { attachments: { id: string }[] };
          acknowledged.push(...attachments.map(({ id }) => id));
        } else await expectProblem(response, 503);
      });
      // Somewhere in the middle of it: how far each post has come by then is up to chance.
      const [first, ...others] = posts;
      await (round % 2 ? first : undefined);
      database.set({ kind: 'refuse' });
      await Promise.all([first, ...others]);
      database.mend();
    }
    await waitFor('each photo has its row and each row its photo', async () => {
      const ids = await app.store.attachmentIds();
      expect(await app.store.objectKeys()).toEqual(ids.map(objectKey).sort());
      expect(ids).toEqual(expect.arrayContaining(acknowledged));
      return true;
    });
  });
});
