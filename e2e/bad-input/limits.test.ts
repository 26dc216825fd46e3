import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Message } from '../behaviour/clients/photo-app-client.ts';
import { ApiUser, messagesPath } from '../support/api.ts';
import { expectNoChange, expectProblem } from '../support/expect.ts';
import { makePhoto, makePhotoOfSize } from '../support/photos.ts';
import { useStack } from '../support/stack.ts';
import { objectKey } from '../support/store-inspector.ts';
import { newHandle, password } from '../support/users.ts';

const MiB = 1024 * 1024;
/** One character for people and for the app, two UTF-16 units, four bytes in UTF-8. */
const astral = '𝄞';

describe('limits', () => {
  const app = useStack();
  let ada: ApiUser;
  let conversationId: string;
  beforeAll(async () => {
    ada = await ApiUser.create(app.origin);
    conversationId = (await ada.startConversation()).id;
  });

  describe("of a message's text", () => {
    it.each([
      ['3,999 letters', 'a'.repeat(3_999)],
      ['4,000 letters', 'a'.repeat(4_000)],
      ['4,000 characters outside the basic plane', astral.repeat(4_000)],
      ['4,000 characters with line breaks', `a\n${'\n'.repeat(3_000)}${'a'.repeat(998)}`],
    ])('allow %s', async (_name, body) => {
      const response = await ada.post(conversationId, { body });
      expect(response.status).toBe(201);
      expect(await response.json()).toMatchObject({ body });
    });

    it.each([
      ['4,001 letters', 'a'.repeat(4_001)],
      ['4,001 characters outside the basic plane', astral.repeat(4_001)],
      ['4,001 characters with line breaks', `a\n${'\n'.repeat(3_000)}${'a'.repeat(999)}`],
      ['a megabyte', 'a'.repeat(MiB)],
    ])('refuse %s', async (_name, body) => {
      await expectNoChange(app.store, async () => {
        const response = await ada.post(conversationId, { body, photos: [await makePhoto()] });
        await expectProblem(response, [413, 422], 'body');
      });
    });

    const asJson = (body: string) => ada.send('POST', messagesPath(conversationId), { body });

    it.each([
      ['4,000 letters', 'a'.repeat(4_000)],
      ['4,000 characters outside the basic plane', astral.repeat(4_000)],
    ])('allow %s in JSON', async (_name, body) => {
      const response = await asJson(body);
      expect(response.status).toBe(201);
      expect(await response.json()).toMatchObject({ body });
    });

    it.each([
      ['4,001 letters', 'a'.repeat(4_001)],
      ['4,001 characters outside the basic plane', astral.repeat(4_001)],
    ])('refuse %s in JSON', async (_name, body) => {
      await expectNoChange(app.store, async () => {
        await expectProblem(await asJson(body), 422, 'body');
      });
    });

    it('refuse a megabyte in JSON', async () => {
      await expectNoChange(app.store, async () => {
        await expectProblem(await asJson('a'.repeat(MiB)), 413);
      });
    });
  });

  describe("of a message's photos", () => {
    const photos = (count: number) =>
      Promise.all(Array.from({ length: count }, () => makePhoto('png')));

    it.each([9, 10])('allow %i', async (count) => {
      const response = await ada.post(conversationId, { photos: await photos(count) });
      expect(response.status).toBe(201);
    });

    it('refuse 11', async () => {
      await expectNoChange(app.store, async () => {
        const response = await ada.post(conversationId, { photos: await photos(11) });
        await expectProblem(response, [413, 422], 'photos');
      });
    });
  });

  describe('of the size of a photo', () => {
    it.each([20 * MiB - 1, 20 * MiB])('allow %i bytes', async (byteSize) => {
      const photo = await makePhotoOfSize(byteSize);
      const response = await ada.post(conversationId, { photos: [photo] });
      expect(response.status).toBe(201);
      const { attachments } = (await response.json()) as Message;
      expect(attachments).toMatchObject([{ byteSize, sha256: photo.sha256 }]);
      const object = await app.store.object(objectKey(attachments[0]?.id ?? ''));
      expect(object.equals(photo.bytes)).toBe(true);
    });

    it('refuse 20 MiB and one byte', async () => {
      const photo = await makePhotoOfSize(20 * MiB + 1);
      await expectNoChange(app.store, async () => {
        await expectProblem(await ada.post(conversationId, { photos: [photo] }), 413);
      });
    });

    it('refuse the whole message for one photo of many', async () => {
      const photos = [await makePhoto(), await makePhotoOfSize(20 * MiB + 1), await makePhoto()];
      await expectNoChange(app.store, async () => {
        await expectProblem(await ada.post(conversationId, { body: 'Hi', photos }), 413);
      });
    });
  });

  describe('of a caption', () => {
    let path: string;
    beforeAll(async () => {
      const message = await ada.posted(conversationId, { photos: [await makePhoto()] });
      path = `/api/attachments/${message.attachments[0]?.id}`;
    });

    it.each([
      ['499 letters', 'a'.repeat(499)],
      ['500 letters', 'a'.repeat(500)],
      ['500 characters outside the basic plane', astral.repeat(500)],
    ])('allow %s', async (_name, caption) => {
      const response = await ada.send('PATCH', path, { caption });
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({ caption });
    });

    it.each([
      ['501 letters', 'a'.repeat(501)],
      ['501 characters outside the basic plane', astral.repeat(501)],
    ])('refuse %s', async (_name, caption) => {
      await expectNoChange(app.store, async () => {
        await expectProblem(await ada.send('PATCH', path, { caption }), 422, 'caption');
      });
    });
  });

  describe('of a page', () => {
    it.each([1, 2, 99, 100])('allow %i messages', async (limit) => {
      const response = await ada.fetch(`${messagesPath(conversationId)}?limit=${limit}`);
      expect(response.status).toBe(200);
    });

    it.each(['0', '101', '-1', '1.5', '1e1', 'ten', '', '%20', 'Infinity', '9'.repeat(400)])(
      'refuse %s messages',
      async (limit) => {
        const response = await ada.fetch(`${messagesPath(conversationId)}?limit=${limit}`);
        await expectProblem(response, 422, 'limit');
      },
    );
  });

  describe('of a conversation', () => {
    const create = (title: string, memberHandles: string[] = []) =>
      ada.send('POST', '/api/conversations', { title, memberHandles });

    it.each([
      ['1', 'a'],
      ['200', 'a'.repeat(200)],
      ['200 astral', astral.repeat(200)],
    ])('allow %s characters for its title', async (_name, title) => {
      const response = await create(title);
      expect(response.status).toBe(201);
      expect(await response.json()).toMatchObject({ title });
    });

    it.each([
      ['no', ''],
      ['201', 'a'.repeat(201)],
      ['201 astral', astral.repeat(201)],
    ])('refuse %s characters for its title', async (_name, title) => {
      await expectNoChange(app.store, async () => {
        await expectProblem(await create(title), 422, 'title');
      });
    });

    it('refuse more members than anyone could mean', async () => {
      await expectNoChange(app.store, async () => {
        const handles = Array.from({ length: 101 }, () => newHandle());
        await expectProblem(await create('Crowd', handles), 422, 'memberHandles');
      });
    });
  });

  describe('of a user', () => {
    const signUp = (account: object) =>
      ada.send('POST', '/api/users', {
        handle: newHandle(),
        displayName: 'User',
        password,
        ...account,
      });

    it.each([
      ['a handle of 64 characters', { handle: newHandle().padEnd(64, 'x') }],
      ['a handle with every kind of character', { handle: `0._-${newHandle()}` }],
      ['a display name of 1 character', { displayName: astral }],
      ['a display name of 100 characters', { displayName: astral.repeat(100) }],
    ])('allow %s', async (_name, account) => {
      expect((await signUp(account)).status).toBe(201);
    });

    it.each([
      ['no handle', 'handle', { handle: '' }],
      ['a handle of 65 characters', 'handle', { handle: 'x'.repeat(65) }],
      ['a handle with a space', 'handle', { handle: 'a b' }],
      ['a handle that starts with a dot', 'handle', { handle: '.hidden' }],
      ['a handle with a slash', 'handle', { handle: '../admin' }],
      ['a handle with letters that look alike', 'handle', { handle: 'аdа' }],
      ['a handle with a Kelvin sign', 'handle', { handle: `\u212A${newHandle()}` }],
      ['no display name', 'displayName', { displayName: '' }],
      ['a display name of 101 characters', 'displayName', { displayName: 'x'.repeat(101) }],
      ['no password', 'password', { password: '' }],
      ['a password of 10,000 characters', 'password', { password: 'x'.repeat(10_000) }],
    ])('refuse %s', async (_name, field, account) => {
      await expectNoChange(app.store, async () => {
        await expectProblem(await signUp(account), 422, field);
      });
    });
  });

  describe('of an idempotency key', () => {
    it('allow 255 characters', async () => {
      const idempotencyKey = 'k'.repeat(255);
      expect((await ada.post(conversationId, { body: 'Hi', idempotencyKey })).status).toBe(201);
    });

    it.each([
      ['no characters', ''],
      ['256 characters', 'k'.repeat(256)],
    ])('refuse %s', async (_name, idempotencyKey) => {
      await expectNoChange(app.store, async () => {
        await expectProblem(await ada.post(conversationId, { body: 'Hi', idempotencyKey }), 422);
      });
    });
  });
});
