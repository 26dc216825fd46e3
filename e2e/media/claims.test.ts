import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Attachment } from '../behaviour/clients/photo-app-client.ts';
import { ApiUser, json } from '../support/api.ts';
import { expectNoChange, expectProblem } from '../support/expect.ts';
import { asPhoto, makePhoto, named } from '../support/photos.ts';
import { objectKey } from '../support/store-inspector.ts';
import { waitFor } from '../support/wait-for.ts';
import {
  grantOf,
  media,
  photoForm,
  postReferences,
  upload,
  useMediaStack,
  waitsForLock,
  whileLocked,
} from './media-stack.ts';

describe('an upload', () => {
  const used = useMediaStack();
  let eve: ApiUser;
  let shared: string;
  beforeAll(async () => {
    eve = await ApiUser.create(used.app.origin, 'eve');
    shared = (await used.ada.startConversation(eve)).id;
  });

  const claim = (user: ApiUser, conversationId: string, ...attachmentIds: string[]) =>
    postReferences(user, conversationId, { body: 'Look', attachmentIds });

  it('is an attachment of no message, until one claims it', async () => {
    const photo = named('a "quoted" 100% Zürich 🏔.jpeg', await makePhoto());
    const uploaded = await upload(used.ada, shared, photo);
    expect(uploaded).toMatchObject({
      messageId: null,
      conversationId: shared,
      uploaderId: used.ada.user.id,
      sha256: photo.sha256,
      byteSize: photo.bytes.length,
    });
    const message = (await json(await claim(used.ada, shared, uploaded.id))) as {
      id: string;
      attachments: Attachment[];
    };
    expect(message.attachments).toEqual([
      {
        ...uploaded,
        messageId: message.id,
        version: expect.any(String),
        updatedAt: expect.any(String),
      },
    ]);
  });

  it('keeps its name on the way through the monolith', async () => {
    const fileName = `it's (100%) *Zürich* 🏔 & co.jpeg`;
    const message = await used.ada.posted(shared, { photos: [named(fileName, await makePhoto())] });
    expect(message.attachments[0]?.fileName).toBe(fileName);
  });

  it('is seen, captioned and deleted by its uploader alone', async () => {
    const { id } = await upload(used.ada, shared, await makePhoto());
    const [ours, theirs] = [
      await grantOf(used.ada, shared, 'write'),
      await grantOf(eve, shared, 'write'),
    ];
    const ask = (grant: string, method: string, body?: object) =>
      media(used.app.origin, grant, body ? [method, `/${id}`, body] : [method, `/${id}`]);
    for (const [method, body] of [['GET'], ['PATCH', { caption: 'x' }], ['DELETE']] as const) {
      await expectProblem(await ask(theirs, method, body), 404);
    }
    expect(await json(await ask(ours, 'GET'))).toMatchObject({ id, caption: '' });
    expect(await json(await ask(ours, 'PATCH', { caption: 'Lake' }))).toMatchObject({
      caption: 'Lake',
    });
    expect((await ask(ours, 'DELETE')).status).toBe(204);
    const isGone = async () => !(await used.app.store.objectKeys()).includes(objectKey(id));
    await waitFor('its object is gone', isGone);
    await expectProblem(await ask(ours, 'GET'), 404);
    await expectProblem(await claim(used.ada, shared, id), 422, 'attachmentIds.0');
  });

  it('is not claimed by anybody else, nor elsewhere, nor twice', async () => {
    const mine = await upload(used.ada, shared, await makePhoto());
    const elsewhere = await upload(used.ada, used.conversationId, await makePhoto());
    const taken = await upload(used.ada, shared, await makePhoto());
    expect((await claim(used.ada, shared, taken.id)).status).toBe(201);
    const contents = async () => [
      (await used.stores.service.query('SELECT * FROM uploads ORDER BY id')).rows,
      await used.stores.attachments(),
    ];
    const outsider = await ApiUser.create(used.app.origin);
    const before = await contents();
    await expectNoChange(used.app.store, async () => {
      await expectProblem(await claim(eve, shared, mine.id), 422, 'attachmentIds.0');
      for (const wrong of [elsewhere.id, taken.id, randomUUID()]) {
        await expectProblem(await claim(used.ada, shared, mine.id, wrong), 422, 'attachmentIds.1');
      }
      await expectProblem(await claim(used.ada, shared, mine.id, mine.id), 422, 'attachmentIds');
      await expectProblem(await claim(used.ada, shared, 'nonsense'), 422);
      const tooMany = Array.from({ length: 11 }, () => randomUUID());
      await expectProblem(await claim(used.ada, shared, ...tooMany), 422, 'attachmentIds');
      await expectProblem(await claim(outsider, shared, mine.id), 404);
    });
    expect(await contents()).toEqual(before);
    expect((await claim(used.ada, shared, mine.id)).status).toBe(201);
  });

  it('is claimed by one of two messages at once', async () => {
    const { id } = await upload(used.ada, shared, await makePhoto());
    const answers = await whileLocked(
      used.stores.service,
      `SELECT FROM uploads WHERE id = '${id}' FOR UPDATE`,
      async (release) => {
        const claims = [1, 2, 3].map(() => claim(used.ada, shared, id));
        await waitsForLock(used.stores.service, 'FOR UPDATE OF uploads', claims.length);
        await release();
        return await Promise.all(claims);
      },
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422, 422]);
  });

  it('needs a grant to write', async () => {
    const { attachments } = await used.ada.posted(shared, { photos: [await makePhoto()] });
    const path = `/${attachments[0]?.id}`;
    const form = photoForm(await makePhoto());
    const reading = await grantOf(used.ada, shared, 'read');
    await expectNoChange(used.app.store, async () => {
      const requests = [
        ['POST', '', form],
        ['PATCH', path, { caption: 'x' }],
        ['DELETE', path],
      ] as [string, string, (FormData | object)?][];
      for (const request of requests) {
        await expectProblem(await media(used.app.origin, reading, request), 403);
        await expectProblem(await media(used.app.origin, used.ada.token, request), 401);
      }
      // Who may write is still not the uploader.
      const theirs = await grantOf(eve, shared, 'write');
      for (const request of requests.slice(1)) {
        await expectProblem(await media(used.app.origin, theirs, request), 403);
      }
      const elsewhere = await grantOf(used.ada, used.conversationId, 'write');
      for (const request of requests.slice(1)) {
        await expectProblem(await media(used.app.origin, elsewhere, request), 404);
      }
    });
  });

  it('must be one photo', async () => {
    const grant = await grantOf(used.ada, shared, 'write');
    const post = (body: FormData | object) => media(used.app.origin, grant, ['POST', '', body]);
    const two = photoForm(await makePhoto());
    two.append('photo', new Blob(['x']), 'b.png');
    const other = photoForm(await makePhoto());
    other.append('caption', 'x');
    await expectNoChange(used.app.store, async () => {
      await expectProblem(await post(new FormData()), [400, 422]);
      await expectProblem(await post(two), 422, 'photo');
      await expectProblem(await post(other), 422, 'caption');
      await expectProblem(await post(photoForm(asPhoto('a.png', 'image/png', '<svg/>'))), 415);
      await expectProblem(await post({ photo: 'x' }), 415);
    });
  });
});

describe('uploads that no message claims', () => {
  const used = useMediaStack(3);

  it('are collected, those that one claims are not', async () => {
    const kept = await upload(used.ada, used.conversationId, await makePhoto());
    const claimed = { attachmentIds: [kept.id] };
    expect((await postReferences(used.ada, used.conversationId, claimed)).status).toBe(201);
    await upload(used.ada, used.conversationId, await makePhoto());
    await waitFor(
      'the other one is gone',
      async () => (await used.app.store.objectKeys()).length === 1,
      30_000,
    );
    expect((await used.stores.service.query('SELECT FROM uploads')).rowCount).toBe(0);
    const grant = await grantOf(used.ada, used.conversationId, 'read');
    const answer = await media(used.app.origin, grant, ['GET', `/${kept.id}/content`]);
    expect(answer.status).toBe(200);
  });
});

describe('the internal routes of messages', () => {
  const used = useMediaStack();
  const id = randomUUID();
  const body = { conversationId: id, uploaderId: id, attachmentIds: [id] };
  const routes = [
    ['media-service', 'POST', `/internal/messages/${id}/reserve`, body],
    ['media-service', 'POST', `/internal/messages/${id}/confirm`, {}],
    ['media-service', 'DELETE', `/internal/messages/${id}`, undefined],
    ['monolith', 'POST', '/internal/messages/settle', { messageIds: [id] }],
  ] as const;

  it.each(routes)('are for services only: %s %s %s', async (app, method, path, sent) => {
    const ask = (origin: string, shown?: string) =>
      fetch(origin + path, {
        method,
        headers: {
          'Content-Type': 'application/json',
          ...(shown !== undefined && { Authorization: shown }),
        },
        ...(sent && { body: JSON.stringify(sent) }),
      });
    const { stack } = used.app;
    const direct = stack.apps[app]?.instances[0]?.url ?? '';
    const wrong = [
      undefined,
      'Bearer ',
      `Bearer ${'0'.repeat(64)}`,
      `Bearer ${used.ada.token}`,
      `Bearer ${await grantOf(used.ada, used.conversationId, 'write')}`,
    ];
    for (const shown of wrong) {
      for (const origin of [direct, stack.internalUrl(app)]) {
        await expectProblem(await ask(origin, shown), 401);
      }
    }
    const right = `Bearer ${stack.serviceToken}`;
    await expectProblem(await ask(stack.origin, right), 404);
    expect((await ask(direct, right)).status).not.toBe(401);
    expect((await used.stores.monolith.query('SELECT FROM messages')).rowCount).toBe(0);
    expect(await used.stores.attachments()).toEqual([]);
  });
});
