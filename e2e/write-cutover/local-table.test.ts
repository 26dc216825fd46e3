import { randomBytes } from 'node:crypto';
import { expect, it } from '@jest/globals';
import pg from 'pg';
import { describeForEachClient } from '../behaviour/clients/each-client.ts';
import { expectRefusal } from '../support/expect.ts';
import { makePhoto } from '../support/photos.ts';
import { signUpAndIn } from '../support/users.ts';
import { expectSettled, useWriteCutoverStack } from './write-cutover-stack.ts';

const used = useWriteCutoverStack();

it('the monolith may not write the local table', async () => {
  const connectionString = used.app.stack.env('monolith').DATABASE_URL;
  const monolith = new pg.Client({ connectionString });
  await monolith.connect();
  for (const statement of [
    'INSERT INTO attachments DEFAULT VALUES',
    "UPDATE attachments SET caption = ''",
    'DELETE FROM attachments',
  ]) {
    await expect(monolith.query(statement)).rejects.toThrow('permission denied');
  }
  await monolith.end();
});

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

  it('the service counts the writes', async () => {
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
