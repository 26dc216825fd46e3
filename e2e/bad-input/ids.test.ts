import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Message } from '../behaviour/clients/photo-app-client.ts';
import { ApiUser, messagesPath } from '../support/api.ts';
import { expectNoChange, expectProblem } from '../support/expect.ts';
import { makePhoto } from '../support/photos.ts';
import { useStack } from '../support/stack.ts';

const unknownId = '018f0000-0000-7000-8000-000000000000';

const nonsense: [string, string][] = [
  ['a word', 'photo'],
  ['a number', '1'],
  ['null', 'null'],
  ['a space', '%20'],
  ['NUL', '%00'],
  ['an id with NUL', `${unknownId}%00`],
  ['an id that is too long', `${unknownId}0`],
  ['an id that is too short', unknownId.slice(1)],
  ['an id without dashes', unknownId.replaceAll('-', '')],
  ['an id in braces', `%7B${unknownId}%7D`],
  ['two ids', `${unknownId},${unknownId}`],
  ['SQL', `1'%20OR%20'1'='1`],
  ['SQL with an id', `${unknownId}'%3BDROP%20TABLE%20attachments%3B--`],
  ['a path', '..%2F..%2Fusers'],
  ['emoji', '%F0%9F%93%B7'],
  ['half an escape', '%E0%A4%A'],
  ['bytes that are not UTF-8', '%FF%FE'],
  ['4,000 characters', 'a'.repeat(4_000)],
];

const routes: [method: string, path: (id: string) => string, body?: unknown][] = [
  ['GET', messagesPath],
  ['POST', messagesPath],
  ['DELETE', (id) => `/api/messages/${id}`],
  ['GET', (id) => `/api/attachments/${id}`],
  ['GET', (id) => `/api/attachments/${id}/content`],
  ['PATCH', (id) => `/api/attachments/${id}`, { caption: 'Hi' }],
  ['DELETE', (id) => `/api/attachments/${id}`],
];

describe('ids and cursors', () => {
  const app = useStack();
  let ada: ApiUser;
  let eve: ApiUser;
  let message: Message;
  beforeAll(async () => {
    [ada, eve] = await Promise.all([ApiUser.create(app.origin), ApiUser.create(app.origin)]);
    const { id } = await ada.startConversation();
    message = await ada.posted(id, { body: 'Private', photos: [await makePhoto()] });
  });

  const call = (user: ApiUser, [method, path, body]: (typeof routes)[number], id: string) => {
    if (method === 'POST') return user.post(id, { body: 'Hi' });
    return body ? user.send(method, path(id), body) : user.fetch(path(id), { method });
  };

  it.each(nonsense)('that are nonsense are refused by every route: %s', async (_name, id) => {
    await expectNoChange(app.store, async () => {
      for (const route of routes) await expectProblem(await call(ada, route, id), [400, 404, 422]);
    });
  });

  it('that nobody made are not found by any route', async () => {
    await expectNoChange(app.store, async () => {
      for (const route of routes) {
        await expectProblem(await call(ada, route, unknownId), 404);
        await expectProblem(await call(ada, route, unknownId.replace('-7', '-4')), 404);
      }
    });
  });

  it('of things of another kind are not found', async () => {
    await expectNoChange(app.store, async () => {
      for (const id of [message.id, message.conversationId]) {
        await expectProblem(await ada.fetch(`/api/attachments/${id}`), 404);
      }
      const attachmentId = message.attachments[0]?.id ?? '';
      for (const id of [attachmentId, message.conversationId]) {
        await expectProblem(await ada.fetch(`/api/messages/${id}`, { method: 'DELETE' }), 404);
      }
      for (const id of [attachmentId, message.id]) {
        await expectProblem(await ada.fetch(messagesPath(id)), 404);
      }
    });
  });

  it("of others' conversations are not found by any route", async () => {
    await expectNoChange(app.store, async () => {
      const attachmentId = message.attachments[0]?.id ?? '';
      for (const route of routes) {
        const [, path] = route;
        const isAttachment = path('').startsWith('/api/attachments');
        const isMessage = path('').startsWith('/api/messages');
        const id = isAttachment ? attachmentId : isMessage ? message.id : message.conversationId;
        await expectProblem(await call(eve, route, id), 404);
      }
    });
  });

  it('work in capitals too', async () => {
    const id = message.attachments[0]?.id ?? '';
    const response = await ada.fetch(`/api/attachments/${id.toUpperCase()}`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ id });
  });

  it.each(nonsense)(
    'that are nonsense are no place to continue from: %s',
    async (_name, cursor) => {
      const response = await ada.fetch(`${messagesPath(message.conversationId)}?before=${cursor}`);
      await expectProblem(response, [400, 422]);
    },
  );

  it('that are not of this conversation are no place to continue from', async () => {
    const elsewhere = await ada.startConversation();
    const other = await ada.posted(elsewhere.id, { body: 'Elsewhere' });
    const path = messagesPath(message.conversationId);
    for (const cursor of [unknownId, other.id, message.attachments[0]?.id]) {
      await expectProblem(await ada.fetch(`${path}?before=${cursor}`), 422, 'before');
    }
  });

  it('given more than once are refused', async () => {
    const path = messagesPath(message.conversationId);
    const twice = await ada.fetch(`${path}?before=${message.id}&before=${message.id}`);
    await expectProblem(twice, 422, 'before');
    await expectProblem(await ada.fetch(`${path}?limit=1&limit=2`), 422, 'limit');
  });

  it.each(['limit[]=1', 'limit[$gt]=1', 'before[0]=x', '__proto__[limit]=1', '%', '&&==&', '?'])(
    'in a query like %s do no harm',
    async (query) => {
      const response = await ada.fetch(`${messagesPath(message.conversationId)}?${query}`);
      expect(response.status).toBeLessThan(500);
    },
  );
});
