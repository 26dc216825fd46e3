import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Instance } from '@photos/local-stack';
import pg from 'pg';
import type { MessagePage } from '../behaviour/clients/photo-app-client.ts';
import { ApiUser, json, messagesPath } from '../support/api.ts';
import { makePhoto } from '../support/photos.ts';
import { refuseMerges, useReadCutoverStack, waitUntilServed } from './read-cutover-stack.ts';

/**
 * One instance of the monolith has a database user who may not read `attachments`, not a column of
 * it: PostgreSQL itself fails whatever would read the table.
 */
describe('an instance that may not read the local table', () => {
  const used = useReadCutoverStack();
  const role = `blind_${randomBytes(4).toString('hex')}`;
  let blind: Instance;
  let reader: ApiUser;
  beforeAll(async () => {
    await used.stores.monolith.query(`
      CREATE ROLE ${role} LOGIN PASSWORD 'blind';
      GRANT ALL ON ALL TABLES IN SCHEMA public TO ${role};
      REVOKE SELECT ON attachments FROM ${role}`);
    const url = new URL(used.app.stack.databaseUrl('monolith'));
    url.username = role;
    url.password = 'blind';
    blind = await used.app.stack.start('monolith', { env: { DATABASE_URL: url.href } });
    reader = await ApiUser.create(blind.url);
  });
  afterAll(async () => {
    // The stack is gone by now, its databases are not.
    const admin = new pg.Client({ connectionString: used.app.stack.databaseUrl('monolith') });
    await admin.connect();
    await admin.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    await admin.end();
  });

  /** A photo of Ada's in a conversation with the reader. Ada's instances may read the table. */
  async function shared() {
    const [writing] = used.app.stack.apps.monolith?.instances ?? [];
    const ada = await ApiUser.create(writing?.url ?? '');
    const { id: conversationId } = await ada.startConversation(reader);
    const photo = await makePhoto();
    const { attachments } = await ada.posted(conversationId, { photos: [photo] });
    await waitUntilServed(reader, attachments[0]?.id ?? '');
    return { ada, conversationId, photo, attachment: attachments[0], id: attachments[0]?.id ?? '' };
  }
  const read = async (conversationId: string, id: string) => ({
    page: await reader.fetch(messagesPath(conversationId)),
    one: await reader.fetch(`/api/attachments/${id}`),
    content: await reader.fetch(`/api/attachments/${id}/content`, { redirect: 'manual' }),
  });

  it('answers every read all the same', async () => {
    const { conversationId, photo, attachment, id } = await shared();
    const { page, one, content } = await read(conversationId, id);
    expect(((await json(page)) as MessagePage).items[0]?.attachments).toEqual([attachment]);
    expect(await json(one)).toEqual(attachment);
    expect(content.status).toBe(307);
    const bytes = await fetch(new URL(content.headers.get('location') ?? '', used.app.origin));
    expect(Buffer.compare(await bytes.bytes(), photo.bytes)).toBe(0);
  });

  it('answers with what was edited and deleted', async () => {
    const { ada, conversationId, id } = await shared();
    await json(await ada.send('PATCH', `/api/attachments/${id}`, { caption: 'Seen' }));
    expect(await json((await read(conversationId, id)).one)).toMatchObject({ caption: 'Seen' });
    await ada.fetch(`/api/attachments/${id}`, { method: 'DELETE' });
    const { page, one, content } = await read(conversationId, id);
    expect(((await json(page)) as MessagePage).items[0]?.attachments).toEqual([]);
    expect([one.status, content.status]).toEqual([404, 404]);
  });

  it('fails while a change is pending: that is read from there', async () => {
    const { ada, conversationId, id } = await shared();
    used.standIn.behave(refuseMerges);
    await json(await ada.send('PATCH', `/api/attachments/${id}`, { caption: 'Pending' }));
    const { page, one, content } = await read(conversationId, id);
    expect([page.status, one.status, content.status]).toEqual([500, 500, 500]);
    used.standIn.behave('pass');
    await used.stores.becomeEqual();
    expect((await read(conversationId, id)).one.status).toBe(200);
  });

  it('fails while the service does: that is the fallback', async () => {
    const { conversationId, id } = await shared();
    used.standIn.behave({ status: 500, type: 'text/plain', body: '' });
    const { page, one, content } = await read(conversationId, id);
    expect([page.status, one.status, content.status]).toEqual([500, 500, 500]);
  });
});
