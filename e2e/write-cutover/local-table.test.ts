import { randomBytes } from 'node:crypto';
import { beforeAll, expect, it } from '@jest/globals';
import { describeForEachClient } from '../behaviour/clients/each-client.ts';
import { expectRefusal } from '../support/expect.ts';
import { makePhoto } from '../support/photos.ts';
import { signUpAndIn } from '../support/users.ts';
import { expectSettled, instancesOf, useWriteCutoverStack } from './write-cutover-stack.ts';

const used = useWriteCutoverStack();

/** From here on the monolith is somebody who may not write the local table. */
beforeAll(async () => {
  const { stack } = used.app;
  const role = `frozen_${randomBytes(4).toString('hex')}`;
  await used.stores.monolith.query(`
    CREATE ROLE ${role} LOGIN PASSWORD 'frozen' NOSUPERUSER;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${role};
    REVOKE INSERT, UPDATE, DELETE ON attachments FROM ${role}`);
  const url = new URL(stack.databaseUrl('monolith'));
  url.username = role;
  url.password = 'frozen';
  for (const instance of instancesOf(used, 'monolith')) {
    await stack.replace(instance, { env: { DATABASE_URL: url.href } });
  }
}, 120_000);

describeForEachClient('without the privilege to write the local table', used.app, (newClient) => {
  it('photos are posted, captioned, listed, shown and deleted', async () => {
    const client = newClient();
    await signUpAndIn(client);
    const { id: conversationId } = await client.createConversation('Holiday', []);
    const photos = [await makePhoto('jpeg'), await makePhoto('png')];
    const idempotencyKey = randomBytes(8).toString('hex');
    const request = { body: 'At the lake', photos, idempotencyKey };
    const message = await client.postMessage(conversationId, request);
    expect(message.attachments.map(({ sha256 }) => sha256)).toEqual(photos.map((p) => p.sha256));

    const [first, second] = message.attachments;
    if (!first || !second) throw new Error('Photos are missing');
    const edited = await client.setCaption(first, 'The lake');
    expect(BigInt(edited.version)).toBeGreaterThan(BigInt(first.version));
    expect(await client.getAttachment(first)).toEqual(edited);
    const bytes = await client.downloadPhoto(first);
    expect(Buffer.compare(bytes, photos[0]?.bytes ?? new Uint8Array())).toBe(0);
    await client.deleteAttachment(second);
    const { items } = await client.listMessages(conversationId);
    expect(items).toEqual([{ ...message, attachments: [edited] }]);
    const replayed = await client.postMessage(conversationId, request);
    expect(replayed.id).toBe(message.id);

    await client.deleteMessage(message.id);
    await expectRefusal(client.getAttachment(first), 404);
    expect((await client.listMessages(conversationId)).items).toEqual([]);
  });

  it('nothing of it is in the local table, and the service counts the writes', async () => {
    expect(await used.stores.rows('monolith')).toEqual([]);
    expect(await used.stores.pending()).toEqual([]);
    const counted = (app: string) => used.app.stack.metrics(app);
    const name = 'attachment_writes_total{target="service"}';
    expect((await counted('media-service'))[name]).toBeGreaterThan(0);
    expect(await counted('monolith')).not.toHaveProperty([name]);
  });

  it('deleted photos leave no object', async () => {
    await used.stores.service.query("UPDATE uploads SET created_at = now() - interval '1 day'");
    await expectSettled(used);
  });
});
