import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { ApiUser, messagesPath } from '../support/api.ts';
import { expectNoChange, expectProblem } from '../support/expect.ts';
import { makePhoto } from '../support/photos.ts';
import { useStack } from '../support/stack.ts';
import { newHandle, password } from '../support/users.ts';

const MiB = 1024 * 1024;

describe('JSON bodies', () => {
  const app = useStack();
  let ada: ApiUser;
  let conversationId: string;
  let routes: [method: string, path: string][];
  beforeAll(async () => {
    ada = await ApiUser.create(app.origin);
    conversationId = (await ada.startConversation()).id;
    const message = await ada.posted(conversationId, { photos: [await makePhoto()] });
    routes = [
      ['POST', '/api/users'],
      ['POST', '/api/sessions'],
      ['POST', '/api/conversations'],
      ['PATCH', `/api/attachments/${message.attachments[0]?.id}`],
      ['POST', messagesPath(conversationId)],
    ];
  });

  /** Sends this to every route that takes JSON: each must refuse it. */
  async function expectRefusedEverywhere(
    body: string | Uint8Array<ArrayBuffer>,
    statuses: number[],
    headers: Record<string, string> = { 'Content-Type': 'application/json' },
  ): Promise<void> {
    await expectNoChange(app.store, async () => {
      for (const [method, path] of routes) {
        await expectProblem(await ada.fetch(path, { method, headers, body }), statuses);
      }
    });
  }

  it.each([
    ['nothing', ''],
    ['half an object', '{"title":'],
    ['JavaScript', "{title: 'Hi'}"],
    ['a comma too many', '{"title":"Hi",}'],
    ['two values', '{} {}'],
    ['text', 'title=Hi'],
    ['a raw line break in a string', '{"title":"a\nb"}'],
    ['a raw NUL', '{"title":"\0"}'],
  ])('that are malformed are refused: %s', async (_name, body) => {
    await expectRefusedEverywhere(body, [400, 422]);
  });

  it.each([
    ['null', 'null'],
    ['a list', '[]'],
    ['a list of lists', '[[[[]]]]'],
    ['a text', '"title"'],
    ['a number', '42'],
    ['true', 'true'],
    ['an empty object', '{}'],
    ['a prototype', '{"__proto__":{"title":"Hi","memberHandles":[],"caption":"Hi"}}'],
    ['a constructor', '{"constructor":{"prototype":{"caption":"Hi"}}}'],
  ])('that are something else are refused: %s', async (_name, body) => {
    await expectRefusedEverywhere(body, [400, 422]);
  });

  it.each([
    ['lists', `${'['.repeat(40_000)}${']'.repeat(40_000)}`],
    ['objects', `${'{"a":'.repeat(15_000)}1${'}'.repeat(15_000)}`],
    ['lists without an end', '['.repeat(90_000)],
    ['lists in a title', `{"title":${'['.repeat(40_000)}${']'.repeat(40_000)}}`],
  ])('that are deeply nested are refused: %s', async (_name, body) => {
    await expectRefusedEverywhere(body, [400, 413, 422]);
  });

  it('that are far too long are refused', async () => {
    const text = JSON.stringify('x'.repeat(5 * MiB));
    await expectRefusedEverywhere(`{"title":${text},"caption":${text},"body":${text}}`, [413]);
  });

  it('that are far too long, and do not say how long, are refused', async () => {
    const text = JSON.stringify({ title: 'x'.repeat(MiB) });
    await expectNoChange(app.store, async () => {
      for (const [method, path] of routes) {
        const body = new Blob([text]).stream();
        const headers = { 'Content-Type': 'application/json' };
        const init = { method, headers, body, duplex: 'half' };
        await expectProblem(await ada.fetch(path, init), 413);
      }
    });
  });

  it('that unpack to far too much are refused', async () => {
    const bomb = new Uint8Array(gzipSync(`{"title":"${'x'.repeat(20 * MiB)}"}`));
    await expectRefusedEverywhere(bomb, [413, 415], {
      'Content-Type': 'application/json',
      'Content-Encoding': 'gzip',
    });
  });

  it.each(['snappy', 'gzip, gzip'])('in an encoding like %s are refused', async (encoding) => {
    await expectRefusedEverywhere('{}', [400, 415], {
      'Content-Type': 'application/json',
      'Content-Encoding': encoding,
    });
  });

  it('that say they are packed, but are not, are refused', async () => {
    await expectRefusedEverywhere('{"title":"Hi"}', [400, 415], {
      'Content-Type': 'application/json',
      'Content-Encoding': 'gzip',
    });
  });

  it.each([
    'text/plain',
    'application/xml',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=koi8-r',
    'nonsense',
  ])('are not looked for in %s', async (contentType) => {
    const body = JSON.stringify({
      handle: newHandle(),
      displayName: 'User',
      password,
      title: 'Hi',
      memberHandles: [],
      caption: 'Hi',
      body: 'Hi',
    });
    // A form is looked for where messages are posted, and not found.
    const statuses = contentType.startsWith('multipart/') ? [400, 415] : [415];
    await expectRefusedEverywhere(body, statuses, { 'Content-Type': contentType });
  });

  const account = { handle: 'valid', displayName: 'User', password };
  const wrongFields: [string, string, (index: number) => [string, string], unknown][] = [];
  for (const [name, value] of [
    ['a number', 5],
    ['null', null],
    ['a list', ['x']],
    ['an object', { toString: 'x' }],
    ['true', true],
    ['a NUL', 'a\0b'],
    ['half a character', 'a\ud800'],
  ] as const) {
    for (const field of ['handle', 'displayName', 'password']) {
      wrongFields.push([field, name, () => ['POST', '/api/users'], { ...account, [field]: value }]);
    }
    wrongFields.push([
      'title',
      name,
      () => ['POST', '/api/conversations'],
      { title: value, memberHandles: [] },
    ]);
    wrongFields.push(['body', name, () => ['POST', messagesPath(conversationId)], { body: value }]);
    wrongFields.push(['caption', name, (index) => routes[index] ?? ['', ''], { caption: value }]);
  }

  it.each(wrongFields)('whose %s is %s are refused, by name', async (field, _name, route, body) => {
    const [method, path] = route(3);
    await expectNoChange(app.store, async () => {
      await expectProblem(await ada.send(method, path, body), 422, field);
    });
  });

  it.each([
    ['a text', 'ben'],
    ['null', null],
    ['numbers', [1, 2]],
    ['nulls', [null]],
    ['lists', [['ben']]],
    ['nothing a handle could be', ['']],
    ['a NUL', ['a\0b']],
  ])('whose members are %s are refused', async (_name, memberHandles) => {
    await expectNoChange(app.store, async () => {
      const response = await ada.send('POST', '/api/conversations', { title: 'Hi', memberHandles });
      expect(response.status).toBe(422);
      await expectProblem(response, 422);
    });
  });

  it.each([
    ['a text', 'ben'],
    ['null', null],
    ['numbers', [1, 2]],
    ['nulls', [null]],
    ['lists', [[]]],
    ['no ids', ['']],
    ['a NUL', ['\0']],
    ['an id with a NUL', ['018f0000-0000-7000-8000-000000000000\0']],
    ['uploads that nobody made', ['018f0000-0000-7000-8000-000000000000']],
  ])('whose uploads are %s are refused', async (_name, attachmentIds) => {
    await expectNoChange(app.store, async () => {
      const message = { body: 'Hi', attachmentIds };
      await expectProblem(await ada.send('POST', messagesPath(conversationId), message), 422);
    });
  });

  it.each([
    ['numbers', { handle: 1, password: 2 }],
    ['lists', { handle: ['a'], password: ['b'] }],
    ['nothing', {}],
    ['a NUL', { handle: 'a\0', password: 'b\0' }],
  ])('that sign in with %s are refused', async (_name, credentials) => {
    await expectProblem(await ada.send('POST', '/api/sessions', credentials), [401, 422]);
  });
});
