import { afterAll, describe, expect, it } from '@jest/globals';
import { ApiUser } from '../support/api.ts';
import { expectProblem } from '../support/expect.ts';
import { type FaultProxy, proxyUrl } from '../support/fault-proxy.ts';
import { makePhoto } from '../support/photos.ts';
import { useStack } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';

describe('a photo that the bucket takes too long for', () => {
  let s3: FaultProxy;
  const app = useStack({
    env: async (servers) => {
      const { proxy, url } = await proxyUrl(servers.s3.endpoint);
      s3 = proxy;
      // Long enough for a busy machine to come as far as the bucket.
      const env = { UPLOAD_GRACE_SECONDS: '3', S3_ENDPOINT: url };
      return { monolith: env, 'media-service': env };
    },
  });
  afterAll(async () => {
    await s3.stop();
  });

  it('is refused, and its object goes, though it was disposed of before it was there', async () => {
    const ada = await ApiUser.create(app.origin);
    const { id: conversationId } = await ada.startConversation();
    const before = await app.store.contents();
    const disposals = async () => (await app.store.disposals()).length;

    s3.set({ kind: 'hold-at', text: 'PUT /' });
    const posting = ada.post(conversationId, { photos: [await makePhoto()] });
    await waitFor('the bucket is about to get it', () => s3.holding === 1);
    await waitFor('the disposer has been there', async () => (await disposals()) === 0);
    s3.mend();

    await expectProblem(await posting, 408);
    await waitFor('rows and objects are what they were', async () => {
      expect(await app.store.contents()).toEqual(before);
      return (await disposals()) === 0;
    });
  });
});
