import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import { json } from '../support/api.ts';
import { expectProblem } from '../support/expect.ts';
import { makePhoto } from '../support/photos.ts';
import { waitFor } from '../support/wait-for.ts';
import { refuseMerges, useReadCutoverStack } from './read-cutover-stack.ts';

/** What the next phase's instances do, next to this one's: they write to the service alone. */
describe('what was written to the service alone', () => {
  const used = useReadCutoverStack();
  const path = (id: string) => `/api/attachments/${id}`;
  const edit = (id: string, caption: string) => used.ada.send('PATCH', path(id), { caption });
  const hour = 3_600_000_000;

  /** A message whose photo the local table has never seen. */
  async function postAtService() {
    const posted = await used.post();
    await waitFor(
      'the service has it',
      async () => (await used.stores.pending()).length === 0,
      40_000,
    );
    await used.stores.monolith.query('DELETE FROM attachments WHERE id = $1', [
      posted.attachment.id,
    ]);
    return posted;
  }

  /** Locks a row as a transaction would that writes it; none is left locked after a test. */
  async function holdRow(table: string, id: string) {
    const client = await used.stores.monolith.connect();
    const release = async () => {
      if (!held.delete(release)) return;
      await client.query('ROLLBACK');
      client.release();
    };
    held.add(release);
    await client.query('BEGIN');
    await client.query(`SELECT FROM ${table} WHERE id = $1 FOR UPDATE`, [id]);
    return { release };
  }
  const held = new Set<() => Promise<void>>();
  afterEach(() => Promise.all([...held].map((release) => release())));

  const waitsForLock = (statement: string) =>
    waitFor(`a lock is waited for by ${statement}`, async () => {
      const { rowCount } = await used.stores.monolith.query(
        `SELECT FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE $1`,
        [statement],
      );
      return rowCount === 1;
    });

  it('is read, and edited', async () => {
    const { message, attachment } = await postAtService();
    expect(await used.listed(message.id)).toEqual([attachment]);
    expect(await json(await used.ada.fetch(path(attachment.id)))).toEqual(attachment);
    const edited = await json(await edit(attachment.id, 'Adopted'));
    expect(edited).toMatchObject({
      ...attachment,
      caption: 'Adopted',
      version: expect.anything(),
      updatedAt: expect.anything(),
    });
    expect(await used.stores.row('monolith', attachment.id)).toMatchObject({ caption: 'Adopted' });
    await used.stores.becomeEqual();
  });

  it('is deleted, by itself and with its message', async () => {
    const [one, other] = [await postAtService(), await postAtService()];
    expect((await used.ada.fetch(path(one.attachment.id), { method: 'DELETE' })).status).toBe(204);
    const deleted = await used.ada.fetch(`/api/messages/${other.message.id}`, { method: 'DELETE' });
    expect(deleted.status).toBe(204);
    await used.stores.becomeEqual();
    for (const { attachment } of [one, other]) {
      const row = await used.stores.row('service', attachment.id);
      expect(row?.deleted_at).toEqual(expect.any(String));
    }
  });

  it('is not asked for when a message without photos is deleted', async () => {
    const { id } = await used.ada.posted(used.conversationId, { body: 'Text' });
    used.standIn.behave('hold');
    const deleted = await used.ada.fetch(`/api/messages/${id}`, { method: 'DELETE' });
    expect(deleted.status).toBe(204);
    expect(used.standIn.calls.filter(({ forRequest }) => forRequest)).toEqual([]);
  });

  it('is written over by what is written later, however far its version is ahead', async () => {
    const { attachment } = await used.post();
    await used.changeAtService(attachment.id, { caption: 'There', ahead: hour });
    const edited = (await json(await edit(attachment.id, 'Here'))) as { version: string };
    expect(BigInt(edited.version)).toBeGreaterThan(BigInt(attachment.version) + BigInt(hour));
    await used.stores.becomeEqual();
    expect(await used.stores.row('service', attachment.id)).toMatchObject({ caption: 'Here' });
  });

  it('stays deleted', async () => {
    const { attachment } = await used.post();
    // Later than the monolith's look at the attachment, which finds it alive.
    used.standIn.behave((call) =>
      call.path.endsWith('/snapshots') && looks++ === 0
        ? { beforeAnswer: () => used.changeAtService(attachment.id, { deleted: true, ahead: 1 }) }
        : 'pass',
    );
    let looks = 0;
    await expectProblem(await edit(attachment.id, 'Too late'), 404);
    await used.stores.becomeEqual();
    expect((await used.stores.row('monolith', attachment.id))?.deleted_at).not.toBeNull();
  });

  it('stays deleted, and an edit that the service has not heard of is no longer waited for', async () => {
    const { message, attachment } = await used.post();
    await used.stores.becomeEqual();
    used.standIn.behave(refuseMerges);
    await edit(attachment.id, 'Pending');
    // Its version stays below that of the edit.
    await used.changeAtService(attachment.id, { deleted: true, ahead: 1 });
    const deleted = await used.ada.fetch(`/api/messages/${message.id}`, { method: 'DELETE' });
    expect(deleted.status).toBe(204);
    used.standIn.behave('pass');
    await used.stores.becomeEqual();
  });

  it('is adopted by one deletion while another deletes it, and neither waits in a circle', async () => {
    const photos = await Promise.all([makePhoto(), makePhoto(), makePhoto()]);
    const message = await used.ada.posted(used.conversationId, { photos });
    await used.stores.becomeEqual();
    // Whoever takes the rows as they lie in the table takes them from the last id to the first.
    await used.stores.monolith.query(
      `WITH gone AS (DELETE FROM attachments WHERE message_id = $1 RETURNING *)
       INSERT INTO attachments SELECT * FROM gone ORDER BY id DESC`,
      [message.id],
    );
    const remove = () => used.ada.fetch(`/api/messages/${message.id}`, { method: 'DELETE' });
    const middle = message.attachments.map(({ id }) => id).sort()[1] ?? '';

    const deletion = await holdRow('messages', message.id);
    const both = [remove()];
    await waitsForLock('%messages%');
    const adoption = await holdRow('attachments', middle);
    both.push(remove());
    await waitsForLock('%INSERT INTO attachments%');
    await deletion.release();
    await waitsForLock('%SET deleted_at = clock_timestamp()%');
    await adoption.release();
    const statuses = (await Promise.all(both)).map(({ status }) => status);
    expect(statuses.sort()).toEqual([204, 404]);
    await used.stores.becomeEqual();
  });

  it('is no reason for an error while its message is still to come', async () => {
    const { attachment } = await used.post();
    await used.stores.becomeEqual();
    const id = randomUUID();
    await used.stores.service.query(
      `INSERT INTO attachments SELECT (jsonb_populate_record(attachments, $2)).*
       FROM attachments WHERE id = $1`,
      [attachment.id, { id, message_id: randomUUID() }],
    );
    await expectProblem(await edit(id, 'Too early'), 404);
    await expectProblem(await used.ada.fetch(path(id), { method: 'DELETE' }), 404);
    await used.stores.service.query('DELETE FROM attachments WHERE id = $1', [id]);
  });

  it('cannot be asked for while the service is down, and writes go on', async () => {
    const [edited, deleted, removed] = [await used.post(), await used.post(), await used.post()];
    used.standIn.behave({ status: 503, type: 'text/plain', body: '' });
    const statuses = [
      await edit(edited.attachment.id, 'Without'),
      await used.ada.fetch(path(deleted.attachment.id), { method: 'DELETE' }),
      await used.ada.fetch(`/api/messages/${removed.message.id}`, { method: 'DELETE' }),
    ].map(({ status }) => status);
    expect(statuses).toEqual([200, 204, 204]);
    used.standIn.behave('pass');
    await used.stores.becomeEqual();
  });

  it('is not written to while the service is down, and none is given for gone', async () => {
    const { message, attachment } = await postAtService();
    const writes = () => [
      () => edit(attachment.id, 'Unasked'),
      () => used.ada.fetch(path(attachment.id), { method: 'DELETE' }),
    ];
    used.standIn.behave({ status: 503, type: 'text/plain', body: '' });
    // More than it takes for the breaker to open.
    for (const write of [writes(), writes(), writes(), writes(), writes()].flat()) {
      const refused = await write();
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      await expectProblem(refused, 503);
    }
    used.standIn.behave('pass');
    const lists = () => used.listed(message.id);
    await waitFor('it is listed again', async () => (await lists()).length === 1);
    // Each instance has a breaker of its own.
    await waitFor('it is deleted', async () => {
      const deleted = await used.ada.fetch(`/api/messages/${message.id}`, { method: 'DELETE' });
      return deleted.status === 204;
    });
    await used.stores.becomeEqual();
    expect((await used.stores.row('service', attachment.id))?.deleted_at).not.toBeNull();
  });

  it('is not written to when the service fails right after it was read there', async () => {
    const { attachment } = await postAtService();
    let looks = 0;
    used.standIn.behave((call) =>
      call.path.endsWith('/snapshots') && looks++ === 0
        ? 'pass'
        : { status: 503, type: 'text/plain', body: '' },
    );
    await expectProblem(await edit(attachment.id, 'Unasked'), 503);
  });

  it('is counted as fallback and logged, when it cannot be read', async () => {
    const { message, attachment } = await postAtService();
    const before = await used.reads();
    used.standIn.behave({ status: 503, type: 'text/plain', body: '' });
    await expectProblem(await used.ada.fetch(path(attachment.id)), 404);
    expect(await used.listed(message.id)).toEqual([]);
    expect((await used.reads()).fallback).toBeGreaterThanOrEqual(before.fallback + 2);
    const logs = used.app.stack.apps.monolith?.instances.map((instance) => instance.log());
    expect(logs?.join('\n')).toMatch(
      /"level":"warn".*"status":503.*reads without the media service/,
    );
  });
});
