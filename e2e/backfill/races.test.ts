import { describe, expect, it } from '@jest/globals';
import { json } from '../support/api.ts';
import { makePhoto } from '../support/photos.ts';
import { waitFor } from '../support/wait-for.ts';
import { patienceMs, succeeded, useBackfillStack } from './backfill-stack.ts';

describe('live writes that race the backfill', () => {
  const used = useBackfillStack();

  /** A photo that the media service has an older state of. It must have one, since that is where users find it. */
  const oldPhoto = async () => {
    const id = await used.postPhoto([await makePhoto()]);
    await used.stores.becomeEqual();
    await used.stores.service.query('UPDATE attachments SET version = version - 1 WHERE id = $1', [
      id,
    ]);
    return id;
  };
  const serviceRow = (id: string) => used.stores.row('service', id);
  const remove = async (id: string) =>
    expect(await used.ada.fetch(`/api/attachments/${id}`, { method: 'DELETE' })).toMatchObject({
      status: 204,
    });
  const setCaption = async (id: string, caption: string) =>
    await json(await used.ada.send('PATCH', `/api/attachments/${id}`, { caption }));
  /** Starts a backfill, and waits until it has read the photo as it is now, and sent it off. */
  const backfillInFlight = async (id: string) => {
    used.standIn.behave(({ ids }) => (ids.includes(id) ? 'hold' : 'pass'));
    const backfill = used.launch('backfill', '--restart', '--json');
    await waitFor(
      'its row is in flight',
      () => used.standIn.calls.some(({ ids }) => ids.includes(id)),
      patienceMs,
    );
    return backfill;
  };

  it('a photo deleted while its row is in flight stays deleted', async () => {
    const id = await oldPhoto();
    const backfill = await backfillInFlight(id);
    await remove(id);
    await waitFor('the tombstone is there first', async () => (await serviceRow(id))?.deleted_at);
    const tombstone = await serviceRow(id);
    used.standIn.behave('pass');
    succeeded(await backfill.finished);
    expect(await serviceRow(id)).toEqual(tombstone);
    await used.stores.becomeEqual();
  });

  it('a caption set while the row is in flight stays', async () => {
    const id = await oldPhoto();
    const backfill = await backfillInFlight(id);
    await setCaption(id, 'newer');
    await waitFor('the caption is there first', async () => (await serviceRow(id))?.caption);
    used.standIn.behave('pass');
    succeeded(await backfill.finished);
    expect(await serviceRow(id)).toMatchObject({ caption: 'newer' });
    await used.stores.becomeEqual();
  });

  it.each(['first', 'last'] as const)(
    'a photo deleted while its row is being merged stays deleted (tombstone comes %s)',
    async (order) => {
      const id = await oldPhoto();
      const backfill = await backfillInFlight(id);
      const sendTombstone = () => remove(id);
      const sendRow = async () => used.standIn.behave('pass');
      const sends = order === 'first' ? [sendTombstone, sendRow] : [sendRow, sendTombstone];
      const lock = await used.stores.service.connect();
      const waiting = async (merges: number) => {
        const { rows } = await used.stores.service.query(
          `SELECT FROM pg_stat_activity
           WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        return rows.length >= merges;
      };
      try {
        await lock.query('BEGIN');
        await lock.query('SELECT FROM attachments WHERE id = $1 FOR UPDATE', [id]);
        // Both merges wait for this lock, and get it in the order in which they came.
        for (const [index, send] of sends.entries()) {
          await send();
          await waitFor('its merge waits', () => waiting(index + 1), patienceMs);
        }
        // What these two leave must be right by itself: a relay would bring the tombstone again.
        expect(await used.stores.pending()).toMatchObject([{ attachmentId: id }]);
        await used.stores.monolith.query('DELETE FROM attachment_outbox');
        await lock.query('ROLLBACK');
        succeeded(await backfill.finished);
      } finally {
        lock.release(true);
      }
      await used.stores.becomeEqual();
      expect((await serviceRow(id))?.deleted_at).not.toBeNull();
    },
  );

  it('what is written while it runs is not missed', async () => {
    const id = await oldPhoto();
    const backfill = await backfillInFlight(id);
    const posted = await used.postPhoto([await makePhoto()]);
    used.standIn.behave('pass');
    succeeded(await backfill.finished);
    await used.stores.becomeEqual();
    expect(await serviceRow(posted)).toBeDefined();
  });
});

describe('rows that a version before the dual write has left', () => {
  const used = useBackfillStack();
  const inParity = async () => (await used.parity('--sample-content', '0')).figures;

  it('written, edited and deleted without the outbox, are mended', async () => {
    const [edited, deleted] = await Promise.all([
      used.postPhoto([await makePhoto()]),
      used.postPhoto([await makePhoto()]),
    ]);
    await used.stores.becomeEqual();
    // What phase 0's instances do: the same writes, and not a word to anybody.
    const { monolith } = used.stores;
    await monolith.query(
      `UPDATE attachments SET caption = 'old', version = hybrid_clock(version) WHERE id = $1`,
      [edited],
    );
    await monolith.query(
      `UPDATE attachments SET deleted_at = now(), version = hybrid_clock(version) WHERE id = $1`,
      [deleted],
    );
    await used.makeHistory(4);
    expect((await inParity()).byKind).toMatchObject({ 'missing row': 4, 'changed field': 4 });

    expect(await used.backfill()).toMatchObject({ merged: 6, changed: 6 });
    await used.stores.becomeEqual();
    expect(await used.stores.row('service', edited)).toMatchObject({ caption: 'old' });
    expect((await used.stores.row('service', deleted))?.deleted_at).not.toBeNull();
  });
});
