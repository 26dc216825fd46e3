import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { ApiUser } from '../support/api.ts';
import { expectProblem } from '../support/expect.ts';
import { makePhoto } from '../support/photos.ts';
import { useStack } from '../support/stack.ts';

const byMessages = JSON.stringify({ messageIds: [randomUUID()] });
const reservation = JSON.stringify({
  conversationId: randomUUID(),
  uploaderId: randomUUID(),
  attachmentIds: [randomUUID()],
});
const byMessagesPath = '/internal/attachments/by-messages';
const routes = [
  ['POST', byMessagesPath, byMessages],
  ['POST', '/internal/attachments/snapshots', JSON.stringify({ ids: [randomUUID()] })],
  ['GET', `/internal/attachments/${randomUUID()}`, undefined],
  ['POST', `/internal/messages/${randomUUID()}/reserve`, reservation],
  ['POST', `/internal/messages/${randomUUID()}/confirm`, undefined],
  ['DELETE', `/internal/messages/${randomUUID()}`, undefined],
  ['PUT', '/internal/archives/archive.csv.gz', '{}'],
  ['GET', '/internal/what-is-not-there', undefined],
] as const;

/** What the phases before used, and nobody does any more. */
const gone = [
  ['POST', '/internal/attachments/merge', JSON.stringify({ snapshots: [] })],
  ['POST', '/internal/attachments/checksums', JSON.stringify({ ranges: [] })],
  ['POST', '/internal/attachments/fingerprints', '{}'],
  ['GET', '/internal/changes', undefined],
  ['GET', '/internal/old-route-usage', undefined],
] as const;

type Route = readonly [method: string, path: string, body: string | undefined];

describe('the internal API', () => {
  const app = useStack();
  let ada: ApiUser;
  beforeAll(async () => {
    ada = await ApiUser.create(app.origin);
  });

  const ask = (origin: string, [method, path, body]: Route, shown?: string) =>
    fetch(origin + path, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(shown !== undefined && { authorization: shown }),
      },
      ...(body !== undefined && { body }),
    });
  const unchanged = async (attempt: () => Promise<unknown>) => {
    const before = await app.store.contents();
    await attempt();
    expect(await app.store.contents()).toEqual(before);
  };

  it.each<[string, () => string | undefined]>([
    ['no token', () => undefined],
    ['an empty token', () => 'Bearer '],
    ['a wrong token', () => `Bearer ${'0'.repeat(64)}`],
    ['the start of the token', () => `Bearer ${app.stack.serviceToken.slice(0, -1)}`],
    ['the token and more', () => `Bearer ${app.stack.serviceToken}0`],
    ['the token by another scheme', () => `Basic ${app.stack.serviceToken}`],
    ["a user's token", () => `Bearer ${ada.token}`],
  ])('lets nobody in with %s', async (_name, shown) => {
    const direct = app.stack.apps['media-service']?.instances[0]?.url ?? '';
    await unchanged(async () => {
      for (const origin of [app.stack.internalUrl('media-service'), direct]) {
        for (const route of routes) await expectProblem(await ask(origin, route, shown()), 401);
        await expectProblem(
          await ask(origin, ['POST', byMessagesPath.toUpperCase(), byMessages], shown()),
          401,
        );
      }
    });
  });

  it.each(routes)('is not there for the public: %s %s', async (...route) => {
    await unchanged(async () => {
      const shown = `Bearer ${app.stack.serviceToken}`;
      await expectProblem(await ask(app.origin, route, shown), 404);
    });
  });

  it.each(gone)('has forgotten %s %s', async (...route) => {
    const shown = `Bearer ${app.stack.serviceToken}`;
    const answer = await ask(app.stack.internalUrl('media-service'), route, shown);
    expect([404, 422]).toContain(answer.status);
    await expectProblem(answer, answer.status);
  });

  const send = (body: string, type = 'application/json') =>
    fetch(app.stack.internalUrl('media-service') + byMessagesPath, {
      method: 'POST',
      headers: { authorization: `Bearer ${app.stack.serviceToken}`, 'content-type': type },
      body,
    });

  it.each<[string, string, string | undefined, number]>([
    ['that is empty', '', undefined, 422],
    ['that is cut off', '{"messageIds":["', undefined, 400],
    ['that is HTML', '<html>', undefined, 400],
    ['that is another type', '{}', 'text/plain', 422],
    ['in an unknown charset', '{}', 'application/json; charset=nonsense', 415],
    ['that is no object', '[]', undefined, 422],
    ['without ids', '{}', undefined, 422],
    ['of an id that is none', '{"messageIds":["one"]}', undefined, 422],
    ['of no id', '{"messageIds":[]}', undefined, 422],
    [
      'of too many ids',
      JSON.stringify({ messageIds: Array(101).fill(randomUUID()) }),
      undefined,
      422,
    ],
    ['beyond all bounds', `{"messageIds":["${'x'.repeat(1024 * 1024)}"]}`, undefined, 413],
  ])('refuses a question %s', async (_name, body, type, status) => {
    await expectProblem(await send(body, type), status);
  });

  it('gives what it has, by id and by message, without what is deleted', async () => {
    const photos = [await makePhoto(), await makePhoto()];
    const { id: conversationId } = await ada.startConversation();
    const message = await ada.posted(conversationId, { photos });
    const [deleted, kept] = message.attachments;
    await ada.fetch(`/api/attachments/${deleted?.id}`, { method: 'DELETE' });
    const origin = app.stack.internalUrl('media-service');
    const shown = `Bearer ${app.stack.serviceToken}`;
    const one = await ask(origin, ['GET', `/internal/attachments/${kept?.id}`, undefined], shown);
    expect(await one.json()).toEqual(kept);
    const none = await ask(
      origin,
      ['GET', `/internal/attachments/${deleted?.id}`, undefined],
      shown,
    );
    await expectProblem(none, 404);
    const list = await send(JSON.stringify({ messageIds: [message.id, randomUUID()] }));
    expect(await list.json()).toEqual({ items: [kept] });
  });
});
