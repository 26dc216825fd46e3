import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { ApiUser, json, messagesPath } from '../support/api.ts';
import { makePhoto } from '../support/photos.ts';
import { useStack } from '../support/stack.ts';

/** More than anything takes, and less than any time zone is off. */
const minuteMs = 60_000;

describe('when the database has a time zone of its own', () => {
  const app = useStack({ instances: 1 });
  let client: pg.Client;
  let ada: ApiUser;
  beforeAll(async () => {
    client = new pg.Client({ connectionString: app.stack.databaseUrl('monolith') });
    await client.connect();
    await client.query(`ALTER DATABASE "${client.database}" SET timezone = 'Asia/Kolkata'`);
    // Whoever was connected before goes on as before.
    const { url } = await app.stack.start('monolith');
    ada = await ApiUser.create(url);
  });
  afterAll(() => client?.end());

  const expectNow = (time: unknown) =>
    expect(Math.abs(Date.parse(String(time)) - Date.now())).toBeLessThan(minuteMs);

  it('users get the right times', async () => {
    const { id: conversationId, createdAt } = await ada.startConversation();
    expectNow(createdAt);
    const posted = await ada.posted(conversationId, { photos: [await makePhoto()] });
    const [photo] = posted.attachments;
    for (const time of [posted.createdAt, photo?.createdAt, photo?.updatedAt]) expectNow(time);
    const page = await json(await ada.fetch(messagesPath(conversationId)));
    expect(page).toEqual({ items: [posted], nextCursor: null });
    const edit = { caption: 'At noon' };
    const edited = await json(await ada.send('PATCH', `/api/attachments/${photo?.id}`, edit));
    expectNow((edited as { updatedAt: string }).updatedAt);
  });

  it('and so does the database', async () => {
    const { id: conversationId } = await ada.startConversation();
    const { id } = await ada.posted(conversationId, { body: 'Not for long' });
    await ada.fetch(`/api/messages/${id}`, { method: 'DELETE' });
    const { rows } = await client.query('SELECT deleted_at FROM messages WHERE id = $1', [id]);
    expectNow(rows[0].deleted_at);
  });
});
