import { afterEach, describe, expect, it } from '@jest/globals';
import { CurrentClient } from '../behaviour/clients/current-client.ts';
import { OldClient } from '../behaviour/clients/old-client.ts';
import type { PhotoAppClient } from '../behaviour/clients/photo-app-client.ts';
import { BothStores } from '../support/both-stores.ts';
import { expectRefusal } from '../support/expect.ts';
import { makePhoto } from '../support/photos.ts';
import { useStack } from '../support/stack.ts';
import { signUpAndIn } from '../support/users.ts';
import { waitFor } from '../support/wait-for.ts';

const clients: [string, (origin: string) => PhotoAppClient][] = [
  ['an up-to-date client', (origin) => new CurrentClient(origin)],
  ['an old client', (origin) => new OldClient(origin)],
];

describe('while the service', () => {
  const app = useStack();
  const services = () => [...(app.stack.apps['media-service']?.instances ?? [])];
  const recover = async () => {
    for (const service of services()) service.resume();
    while (services().length < 2) await app.stack.start('media-service');
    await waitFor('the service is asked again', async () => {
      const answer = await fetch(`${app.stack.internalUrl('media-service')}/readyz`);
      return answer.ok;
    });
  };
  afterEach(recover);

  const outages: [string, () => Promise<unknown>][] = [
    ['is paused', async () => services().map((service) => service.pause())],
    ['is killed', () => Promise.all(services().map((service) => service.kill()))],
  ];

  describe.each(outages)('%s between write and read,', (_outage, fail) => {
    it.each(clients)('%s reads what it wrote', async (_name, newClient) => {
      const client = newClient(app.origin);
      await signUpAndIn(client);
      const { id: conversationId } = await client.createConversation('Holiday', []);
      const photos = await Promise.all([makePhoto(), makePhoto('png'), makePhoto('gif')]);
      const { attachments } = await client.postMessage(conversationId, { body: 'Lake', photos });
      const [kept, edited, deleted] = attachments;
      if (!kept || !edited || !deleted) throw new Error('Three photos');
      const other = await client.postMessage(conversationId, {
        body: '',
        photos: [photos[0] as never],
      });
      await client.setCaption(edited, 'Before');

      await fail();
      const late = await client.postMessage(conversationId, { body: '', photos });
      const caption = await client.setCaption(edited, 'Meanwhile');
      await client.deleteAttachment(deleted);
      await client.deleteMessage(other.id);

      const page = await client.listMessages(conversationId);
      expect(page.items.map((message) => message.attachments)).toEqual([
        late.attachments,
        [kept, caption],
      ]);
      expect(await client.getAttachment(kept)).toEqual(kept);
      expect(await client.getAttachment(edited)).toEqual(caption);
      for (const [index, attachment] of late.attachments.entries()) {
        const bytes = await client.downloadPhoto(attachment);
        expect(Buffer.compare(bytes, photos[index]?.bytes as Uint8Array)).toBe(0);
      }
      for (const gone of [deleted, ...other.attachments]) {
        await expectRefusal(client.getAttachment(gone), 404);
        await expectRefusal(client.downloadPhoto(gone), 404);
      }
    });
  });

  it('is killed, reads are counted as fallback, and as service again when it is back', async () => {
    const client = new OldClient(app.origin);
    await signUpAndIn(client);
    const { id } = await client.createConversation('Holiday', []);
    await client.postMessage(id, { body: '', photos: [await makePhoto()] });
    const stores = new BothStores(app.stack);
    await stores.becomeEqual().finally(() => stores.close());
    const counted = async (source: string) =>
      (await app.stack.metrics('monolith'))[`attachment_reads_total{source="${source}"}`] ?? 0;

    await Promise.all(services().map((service) => service.kill()));
    const before = await counted('fallback');
    for (let n = 0; n < 10; n++) await client.listMessages(id);
    expect(await counted('fallback')).toBe(before + 10);

    await recover();
    const answered = await counted('service');
    await waitFor('the service answers reads again', async () => {
      await client.listMessages(id);
      return (await counted('service')) > answered;
    });
  });
});
