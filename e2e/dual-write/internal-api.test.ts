import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiUser } from '../support/api.ts';
import { BothStores } from '../support/both-stores.ts';
import { expectProblem } from '../support/expect.ts';
import { useStack } from '../support/stack.ts';
import { mergeInto, mergePath, sampleSnapshot } from './merge-request.ts';

const byMessages = JSON.stringify({ messageIds: [randomUUID()] });
const routes = [
  ['POST', mergePath, JSON.stringify({ snapshots: [sampleSnapshot()] })],
  ['POST', '/internal/attachments/by-messages', byMessages],
  ['GET', `/internal/attachments/${randomUUID()}`, undefined],
  ['GET', '/internal/what-is-not-there', undefined],
] as const;

describe('the internal API', () => {
  const app = useStack();
  let ada: ApiUser;
  let stores: BothStores;
  beforeAll(async () => {
    ada = await ApiUser.create(app.origin);
    stores = new BothStores(app.stack);
  });
  afterAll(() => stores?.close());

  const ask = (origin: string, [method, path, body]: (typeof routes)[number], shown?: string) =>
    fetch(origin + path, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(shown !== undefined && { authorization: shown }),
      },
      ...(body !== undefined && { body }),
    });
  const unchanged = async (attempt: () => Promise<unknown>) => {
    const before = await stores.rows('service');
    await attempt();
    expect(await stores.rows('service')).toEqual(before);
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
          await ask(origin, ['POST', mergePath.toUpperCase() as typeof mergePath, '{}'], shown()),
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

  const send = (body: string, type = 'application/json') =>
    fetch(app.stack.internalUrl('media-service') + mergePath, {
      method: 'POST',
      headers: { authorization: `Bearer ${app.stack.serviceToken}`, 'content-type': type },
      body,
    });

  it.each<[string, string, string | undefined, number]>([
    ['that is empty', '', undefined, 422],
    ['that is cut off', '{"snapshots":[{"id":', undefined, 400],
    ['that is HTML', '<html>', undefined, 400],
    ['that is another type', '{}', 'text/plain', 422],
    ['in an unknown charset', '{}', 'application/json; charset=nonsense', 415],
    ['that is no object', '[]', undefined, 422],
    ['without snapshots', '{}', undefined, 422],
    ['beyond all bounds', `{"snapshots":["${'x'.repeat(9 * 1024 * 1024)}"]}`, undefined, 413],
  ])('refuses a merge %s', async (_name, body, type, status) => {
    await unchanged(async () => await expectProblem(await send(body, type), status));
  });

  it.each<[string, unknown]>([
    ['nothing', []],
    ['more than 1,000', Array.from({ length: 1_001 }, () => sampleSnapshot())],
    ['no object', [null]],
    ['an id that is none', [{ ...sampleSnapshot(), id: 'one' }]],
    ['no message', [{ ...sampleSnapshot(), messageId: null }]],
    ['a position beyond a message', [{ ...sampleSnapshot(), position: 10 }]],
    ['a size that is none', [{ ...sampleSnapshot(), byteSize: -1 }]],
    ['a size in words', [{ ...sampleSnapshot(), byteSize: 'big' }]],
    ['a hash in upper case', [{ ...sampleSnapshot(), sha256: 'A'.repeat(64) }]],
    ['an unknown type', [{ ...sampleSnapshot(), contentType: 'text/html' }]],
    ['a caption with NUL', [{ ...sampleSnapshot(), caption: 'a\0b' }]],
    ['a caption that is too long', [{ ...sampleSnapshot(), caption: 'x'.repeat(501) }]],
    ['a version that is a number', [{ ...sampleSnapshot(), version: 1000 }]],
    ['a version below zero', [{ ...sampleSnapshot(), version: '-1' }]],
    ['a version beyond 2^63', [{ ...sampleSnapshot(), version: '9999999999999999999' }]],
    ['no date', [{ ...sampleSnapshot(), updatedAt: 'yesterday' }]],
    ['the year zero', [{ ...sampleSnapshot(), deletedAt: '0000-01-01T00:00:00.000Z' }]],
    ['no deletedAt', [{ ...sampleSnapshot(), deletedAt: undefined }]],
  ])('refuses a merge of %s, and of what is good in it', async (_name, snapshots) => {
    await unchanged(async () => {
      const good = (snapshots as unknown[]).length === 1 ? [sampleSnapshot()] : [];
      const answer = await mergeInto(app.stack, [...good, ...(snapshots as unknown[])]);
      await expectProblem(answer, 422);
    });
  });

  it('takes 1,000 snapshots at their longest, and an id more than once', async () => {
    const longest = { fileName: `${'🏔'.repeat(250)}.jpg`, caption: '\u0001'.repeat(500) };
    const many = Array.from({ length: 998 }, () => sampleSnapshot(longest));
    const twice = sampleSnapshot(longest);
    const answer = await mergeInto(app.stack, [...many, twice, twice]);
    expect(await answer.json()).toEqual({ acknowledged: 1_000, changed: 999 });
    expect(await stores.rows('service')).toHaveLength(999);
  });

  it('gives what it was given, by id and by message, without what is deleted', async () => {
    const messageId = randomUUID();
    const [kept, deleted] = [
      sampleSnapshot({ messageId, position: 1, caption: 'Ü "(a)", \\ 🏔' }),
      sampleSnapshot({ messageId, position: 0, deletedAt: '2026-01-01T00:00:01.000Z' }),
    ];
    await mergeInto(app.stack, [kept, deleted]);
    const { deletedAt: _, ...attachment } = kept;
    const origin = app.stack.internalUrl('media-service');
    const shown = `Bearer ${app.stack.serviceToken}`;
    const headers = { authorization: shown, 'content-type': 'application/json' };
    const one = await fetch(`${origin}/internal/attachments/${kept.id}`, { headers });
    expect(await one.json()).toEqual(attachment);
    const gone = await fetch(`${origin}/internal/attachments/${deleted.id}`, { headers });
    await expectProblem(gone, 404);
    const list = await fetch(`${origin}/internal/attachments/by-messages`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ messageIds: [messageId, randomUUID()] }),
    });
    expect(await list.json()).toEqual({ items: [attachment] });
  });
});
