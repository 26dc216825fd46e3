import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiUser } from '../support/api.ts';
import { Databases } from '../support/databases.ts';
import { expectProblem } from '../support/expect.ts';
import { type FaultProxy, proxyUrl } from '../support/fault-proxy.ts';
import { makePhoto } from '../support/photos.ts';
import { useStack } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';
import { grantOf, media, photoForm } from './media-stack.ts';

describe('an upload that the bucket takes too long for', () => {
  let s3: FaultProxy;
  let stores: Databases;
  const app = useStack({
    env: async (servers) => {
      const { proxy, url } = await proxyUrl(servers.s3.endpoint);
      s3 = proxy;
      return { 'media-service': { S3_ENDPOINT: url, UPLOAD_GRACE_SECONDS: '1' } };
    },
  });
  beforeAll(() => {
    stores = new Databases(app.stack);
  });
  afterAll(async () => {
    await stores?.close();
    await s3?.stop();
  });

  it('is refused, and its object goes, though it was disposed of before it was there', async () => {
    const ada = await ApiUser.create(app.origin);
    const { id: conversationId } = await ada.startConversation();
    const grant = await grantOf(ada, conversationId, 'write');
    const disposals = async () =>
      (await stores.service.query('SELECT FROM object_disposals')).rowCount ?? 0;

    s3.set({ kind: 'hold-at', text: 'PUT /' });
    const uploading = media(app.origin, grant, ['POST', '', photoForm(await makePhoto())]);
    await waitFor('the bucket is about to get it', () => s3.holding === 1);
    await waitFor('the disposer has been there', async () => (await disposals()) === 0);
    s3.mend();

    await expectProblem(await uploading, 408);
    await waitFor('nothing is left', async () => {
      const keys = await app.store.objectKeys();
      return keys.length === 0 && (await disposals()) === 0;
    });
    expect((await stores.service.query('SELECT FROM uploads')).rowCount).toBe(0);
  });
});
