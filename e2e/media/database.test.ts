import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import type { Message } from '../behaviour/clients/photo-app-client.ts';
import { json, messagesPath } from '../support/api.ts';
import { expectProblem } from '../support/expect.ts';
import { type FaultProxy, proxyUrl } from '../support/fault-proxy.ts';
import { makePhoto } from '../support/photos.ts';
import { waitFor } from '../support/wait-for.ts';
import {
  expectSettled,
  grantOf,
  listed,
  media,
  photoForm,
  upload,
  useMediaStack,
  waitsForLock,
} from './media-stack.ts';

const patienceMs = 30_000;

describe("when the media service's database", () => {
  let database: FaultProxy;
  const used = useMediaStack(2, async (databaseUrl) => {
    const { proxy, url } = await proxyUrl(databaseUrl);
    database = proxy;
    return url;
  });
  afterAll(() => database.stop());
  afterEach(() => database.mend());

  /** Until the edge and the monoliths' circuit breakers have noticed that it is well, the answer is 503. */
  async function onceWell(request: () => Promise<Response>): Promise<unknown> {
    database.mend();
    const answered = async () => {
      const answer = await request();
      return answer.status !== 503 && answer;
    };
    return await json(await waitFor('photos can be reached again', answered, patienceMs));
  }

  async function messagesOnceWell(): Promise<Message[]> {
    const page = await onceWell(() => used.ada.fetch(messagesPath(used.conversationId)));
    return (page as { items: Message[] }).items;
  }

  it.each(['refuse', 'hang'] as const)(
    'does not answer (%s), photos have to wait and texts go on',
    async (kind) => {
      const { ada, app, conversationId } = used;
      const texts = (await ada.startConversation()).id;
      const photo = await makePhoto();
      const message = await ada.posted(conversationId, { photos: [photo] });
      const content = `/api/attachments/${message.attachments[0]?.id}/content`;
      const grant = await grantOf(ada, conversationId, 'write');
      database.set({ kind });
      const answers = await Promise.all([
        media(app.origin, grant, ['POST', '', photoForm(photo)]),
        ada.post(conversationId, { photos: [photo] }),
        ada.fetch(messagesPath(conversationId)),
        ada.fetch(content),
      ]);
      for (const answer of answers) {
        expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
        await expectProblem(answer, 503);
      }
      expect((await ada.post(texts, { body: 'Only text' })).status).toBe(201);
      expect(await listed(ada, texts)).toMatchObject([{ body: 'Only text' }]);
      const again = await onceWell(() => ada.post(conversationId, { photos: [photo] }));
      expect((await messagesOnceWell()).slice(0, 2)).toEqual([again, message]);
      await expectSettled(used);
    },
  );

  it.each([
    ['never hears of a commit', 'cut-at', 'COMMIT'],
    ['commits and can not say so', 'cut-answer-at', 'COMMIT'],
    ['has stored a row and can not say so', 'cut-answer-at', 'INSERT 0 1'],
  ] as const)('%s, posting again gives one message', async (_name, kind, text) => {
    const { ada, conversationId } = used;
    const body = randomUUID();
    const photos = [await makePhoto(), await makePhoto()];
    const post = { body, photos, idempotencyKey: body };
    database.set({ kind, text });
    await expectProblem(await ada.post(conversationId, post), 503);
    const message = (await onceWell(() => ada.post(conversationId, post))) as Message;
    expect(message.attachments.map(({ sha256 }) => sha256)).toEqual(photos.map((p) => p.sha256));
    const messages = await messagesOnceWell();
    expect(messages.filter((one) => one.body === body)).toEqual([message]);
    await expectSettled(used);
  });

  it('finds a deadlock, a claim can be made again', async () => {
    const { ada, app, conversationId, stores } = used;
    const photo = await upload(ada, conversationId, await makePhoto());
    const path = `/internal/messages/${randomUUID()}/reserve`;
    const claim = { conversationId, uploaderId: ada.user.id, attachmentIds: [photo.id] };
    const reserve = () =>
      fetch(app.stack.internalUrl('media-service') + path, {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${app.stack.serviceToken}`,
          'Content-Type': 'application/json',
        },
        body: JSON.stringify(claim),
      });
    const client = await stores.service.connect();
    try {
      // Whoever looks for a deadlock first is the one that has to give way.
      await client.query(`SET deadlock_timeout = '30s'; BEGIN`);
      await client.query('SELECT FROM uploads WHERE id = $1 FOR UPDATE', [photo.id]);
      const reserving = reserve();
      await waitsForLock(stores.service, 'FOR UPDATE OF uploads');
      await Promise.all([
        client.query('LOCK TABLE reservations; ROLLBACK'),
        reserving.then((answer) => expectProblem(answer, 503)),
      ]);
    } finally {
      client.release(true);
    }
    expect(await onceWell(reserve)).toMatchObject({ items: [{ id: photo.id }] });
    // The monolith knows of no such message.
    await expectSettled(used);
  });
});
