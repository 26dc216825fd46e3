import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ApiUser } from '../support/api.ts';
import { type FaultProxy, proxyUrl } from '../support/fault-proxy.ts';
import { makePhoto, makePhotoOfSize } from '../support/photos.ts';
import { useStack } from '../support/stack.ts';
import type { StoreContents } from '../support/store-inspector.ts';
import { waitFor } from '../support/wait-for.ts';

const MiB = 1024 * 1024;

describe('when an instance is killed', () => {
  let s3: FaultProxy;
  let database: FaultProxy;
  const app = useStack({
    instances: 1,
    env: async (servers, databaseUrl) => {
      const throughS3 = await proxyUrl(servers.s3.endpoint);
      const throughDatabase = await proxyUrl(databaseUrl('monolith'));
      s3 = throughS3.proxy;
      database = throughDatabase.proxy;
      const env = { UPLOAD_GRACE_SECONDS: '5', S3_ENDPOINT: throughS3.url };
      return { monolith: { ...env, DATABASE_URL: throughDatabase.url }, 'media-service': env };
    },
  });
  afterAll(async () => {
    await s3.stop();
    await database.stop();
  });
  let ada: ApiUser;
  let conversationId: string;
  let before: StoreContents;
  beforeEach(async () => {
    ada = await ApiUser.create(app.origin);
    conversationId = (await ada.startConversation()).id;
    before = await app.store.contents();
  });
  afterEach(() => {
    s3.mend();
    database.mend();
  });

  /** Kills the one instance there is, and starts another. */
  async function crash(): Promise<void> {
    const [instance] = app.stack.apps.monolith?.instances ?? [];
    await instance?.kill();
    s3.mend();
    database.mend();
    await app.stack.start('monolith');
  }

  /** But for parts of an upload that was never completed: the bucket's lifecycle rule removes those. */
  async function expectNothingLeft(): Promise<void> {
    const unfinishedUploads = expect.anything();
    await waitFor('rows and objects are what they were', async () => {
      expect(await app.store.contents()).toEqual({ ...before, unfinishedUploads });
      return true;
    });
  }

  it.each([
    ['a small photo', 1 * MiB, 500_000],
    ['the first part of a large photo', 12 * MiB, 1 * MiB],
    ['the second part of a large photo', 12 * MiB, 8 * MiB],
  ])('in the middle of %s, nothing is left of it', async (_name, byteSize, afterBytes) => {
    s3.set({ kind: 'hold', afterBytes });
    const photos = [await makePhoto(), await makePhotoOfSize(byteSize)];
    const posting = Promise.allSettled([ada.post(conversationId, { photos })]);
    await waitFor('the upload is under way', () => s3.bytesIn > afterBytes);
    await crash();
    await posting;
    await expectNothingLeft();
  });

  it('between upload and commit, the photo goes away', async () => {
    s3.set({ kind: 'hold', afterBytes: 500_000 });
    const photos = [await makePhotoOfSize(1 * MiB)];
    const posting = Promise.allSettled([ada.post(conversationId, { photos })]);
    await waitFor('the upload is under way', () => s3.bytesIn > 500_000);
    database.set({ kind: 'hold', afterBytes: 0 });
    s3.mend();
    await waitFor('the photo is stored', async () => {
      return (await app.store.objectKeys()).length > before.objects.length;
    });
    await crash();
    await posting;
    await expectNothingLeft();
  });

  it('after a photo was acknowledged, the photo is there', async () => {
    const photo = await makePhoto();
    const { attachments } = await ada.posted(conversationId, { photos: [photo] });
    await crash();
    const content = await waitFor('the photo can be seen again', async () => {
      const response = await ada.fetch(`/api/attachments/${attachments[0]?.id}/content`);
      return response.status === 200 && response;
    });
    expect(await content.bytes()).toEqual(photo.bytes);
  });
});
