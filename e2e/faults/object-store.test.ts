import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Message } from '../behaviour/clients/photo-app-client.ts';
import { ApiUser, messagesPath } from '../support/api.ts';
import { expectProblem } from '../support/expect.ts';
import { type FaultProxy, proxyUrl } from '../support/fault-proxy.ts';
import { makePhoto, makePhotoOfSize, sha256 } from '../support/photos.ts';
import { useStack } from '../support/stack.ts';
import { objectKey } from '../support/store-inspector.ts';
import { waitFor } from '../support/wait-for.ts';

const MiB = 1024 * 1024;
/** What a user may have to wait at most to hear that something is broken. */
const patienceMs = 30_000;

describe('while the object store', () => {
  let s3: FaultProxy;
  const app = useStack({
    env: async (servers) => {
      const { proxy, url } = await proxyUrl(servers.s3.endpoint);
      s3 = proxy;
      return { monolith: { S3_ENDPOINT: url }, 'media-service': { S3_ENDPOINT: url } };
    },
  });
  afterAll(async () => {
    await s3.stop();
  });
  let ada: ApiUser;
  let conversationId: string;
  beforeAll(async () => {
    ada = await ApiUser.create(app.origin);
    conversationId = (await ada.startConversation()).id;
  });
  afterEach(() => s3.mend());

  const patience = () => AbortSignal.timeout(patienceMs);
  const photoPath = ({ attachments }: Message) => `/api/attachments/${attachments[0]?.id}`;
  const postWithPatience = async (byteSize?: number) => {
    const photo = byteSize === undefined ? await makePhoto() : await makePhotoOfSize(byteSize);
    const message = { body: 'Look', photos: [photo] };
    return await ada.post(conversationId, message, { signal: patience() });
  };

  async function expectUnavailable(response: Response): Promise<void> {
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    await expectProblem(response, 503);
  }

  /** Nothing half-done: once things have settled, rows and objects are what they were. */
  async function expectNothingLeftOf(attempt: () => Promise<void>): Promise<void> {
    const before = await app.store.contents();
    await attempt();
    expect((await app.store.contents()).attachments).toEqual(before.attachments);
    s3.mend();
    await waitFor('rows and objects are what they were', async () => {
      expect(await app.store.contents()).toEqual(before);
      return true;
    });
  }

  it.each(['refuse', 'hang'] as const)(
    'does not answer (%s), photos can neither be posted nor seen',
    async (kind) => {
      const photo = await makePhoto();
      const message = await ada.posted(conversationId, { photos: [photo] });
      const see = () => ada.fetch(`${photoPath(message)}/content`, { signal: patience() });
      await expectNothingLeftOf(async () => {
        s3.set({ kind });
        const answers = await Promise.all([postWithPatience(), see()]);
        for (const answer of answers) await expectUnavailable(answer);
      });
      expect((await postWithPatience()).status).toBe(201);
      expect(await (await see()).bytes()).toEqual(photo.bytes);
    },
  );

  it.each([
    ['a small photo', 200_000, 100_000],
    ['the first part of a large photo', 12 * MiB, 1 * MiB],
    ['the second part of a large photo', 12 * MiB, 8 * MiB],
  ])('breaks off in %s, nothing is left of it', async (_name, byteSize, afterBytes) => {
    await expectNothingLeftOf(async () => {
      s3.set({ kind: 'cut', afterBytes });
      await expectUnavailable(await postWithPatience(byteSize));
    });
    expect((await postWithPatience(byteSize)).status).toBe(201);
  });

  it.each(['refuse', 'hang'] as const)(
    'does not answer (%s), all but photos works',
    async (kind) => {
      const message = await ada.posted(conversationId, { body: '1', photos: [await makePhoto()] });
      s3.set({ kind });
      expect((await ada.post(conversationId, { body: 'No photo' })).status).toBe(201);
      const list = await ada.fetch(`${messagesPath(conversationId)}?limit=2`);
      expect(list.status).toBe(200);
      expect(await list.json()).toMatchObject({ items: [{ body: 'No photo' }, message] });
      const edit = await ada.send('PATCH', photoPath(message), { caption: 'In the dark' });
      expect(edit.status).toBe(200);
    },
  );

  it('breaks off in an answer, nobody takes half a photo for a whole one', async () => {
    const photo = await makePhotoOfSize(4 * MiB);
    const message = await ada.posted(conversationId, { photos: [photo] });
    const path = `${photoPath(message)}/content`;
    s3.set({ kind: 'cut-answer', afterBytes: 1 * MiB });
    await expect(
      ada.fetch(path, { signal: patience() }).then((response) => response.bytes()),
    ).rejects.toThrow();
    s3.mend();
    expect(sha256(await (await ada.fetch(path)).bytes())).toBe(photo.sha256);
  });

  it('is slow, photos take their time and messages do not', async () => {
    s3.set({ kind: 'hold', afterBytes: 200_000 });
    const slow = postWithPatience(1 * MiB);
    await waitFor('the upload is under way', () => s3.bytesIn > 200_000);
    expect((await ada.post(conversationId, { body: 'Quick' })).status).toBe(201);
    s3.mend();
    expect((await slow).status).toBe(201);
  });

  it('does not answer, photos can be deleted, and their objects go later', async () => {
    const photos = [await makePhoto(), await makePhoto()];
    const { id, attachments } = await ada.posted(conversationId, { photos });
    const keys = attachments.map((attachment) => objectKey(attachment.id));
    expect(await app.store.objectKeys()).toEqual(expect.arrayContaining(keys));
    s3.set({ kind: 'refuse' });
    const deleted = await ada.fetch(`/api/attachments/${attachments[0]?.id}`, { method: 'DELETE' });
    expect(deleted.status).toBe(204);
    expect((await ada.fetch(`/api/messages/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect(await app.store.objectKeys()).toEqual(expect.arrayContaining(keys));
    s3.mend();
    await waitFor('their objects are gone', async () => {
      const left = await app.store.objectKeys();
      return !left.some((key) => keys.includes(key));
    });
  });
});
