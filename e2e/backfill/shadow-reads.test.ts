import { describe, expect, it } from '@jest/globals';
import { useDualWriteStack } from '../dual-write/dual-write-stack.ts';
import { messagesPath } from '../support/api.ts';
import { makePhoto } from '../support/photos.ts';
import type { Behaviour, Call } from '../support/service-stand-in.ts';
import type { StackUnderTest } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';
import { useBackfillStack } from './backfill-stack.ts';

/** How many comparisons came out how. */
async function counts({ stack }: StackUnderTest) {
  const metrics = await stack.metrics('monolith');
  const of = (result: string) => metrics[`shadow_reads_total{result="${result}"}`] ?? 0;
  return { match: of('match'), mismatch: of('mismatch'), skipped: of('skipped') };
}

/** Runs `read`, and gives what its comparison was counted as. */
async function comparisonIn(app: StackUnderTest, read: () => Promise<Response>) {
  const before = await counts(app);
  expect((await read()).status).toBe(200);
  return await waitFor('it is compared', async () => {
    const after = await counts(app);
    const changed = Object.keys(after) as (keyof typeof after)[];
    return changed.find((result) => after[result] > before[result]);
  });
}

describe('shadow reads', () => {
  const used = useBackfillStack({ SHADOW_READ_RATE: '1' });

  const counted = () => counts(used.app);
  const comparisonOf = (read: () => Promise<Response>) => comparisonIn(used.app, read);
  const list = () => used.ada.fetch(messagesPath(used.conversationId));
  const byId = (id: string) => () => used.ada.fetch(`/api/attachments/${id}`);
  const post = async () => {
    const id = await used.postPhoto([await makePhoto()]);
    await used.stores.becomeEqual();
    return id;
  };
  const logOf = () => used.app.stack.apps.monolith?.instances[0]?.log() ?? '';

  it('count a match', async () => {
    const id = await post();
    expect(await comparisonOf(byId(id))).toBe('match');
    expect(await comparisonOf(list)).toBe('match');
  });

  it.each([
    ['a field', `UPDATE attachments SET caption = 'other' WHERE id = $1`],
    ['a missing row', 'DELETE FROM attachments WHERE id = $1'],
    ['a row that is deleted there', 'UPDATE attachments SET deleted_at = now() WHERE id = $1'],
  ])('count a mismatch, and say of what: %s', async (_name, tamper) => {
    const id = await post();
    await used.stores.service.query(tamper, [id]);
    expect(await comparisonOf(byId(id))).toBe('mismatch');
    expect(await comparisonOf(list)).toBe('mismatch');
    expect(logOf()).toMatch(new RegExp(`"attachmentIds":\\["${id}"\\].*otherwise`));
    await used.backfill();
    await used.stores.service.query(
      'UPDATE attachments SET deleted_at = NULL, caption = $2 WHERE id = $1',
      [id, ''],
    );
    expect(await comparisonOf(list)).toBe('match');
  });

  it('skip what is in the outbox', async () => {
    const id = await post();
    await used.stores.service.query(`UPDATE attachments SET caption = 'older' WHERE id = $1`, [id]);
    await used.stores.monolith.query(
      `INSERT INTO attachment_outbox (attachment_id, message_id, version, next_attempt_at)
       SELECT id, message_id, version, now() + '1 h' FROM attachments WHERE id = $1`,
      [id],
    );
    expect(await comparisonOf(byId(id))).toBe('skipped');
    await used.stores.monolith.query('DELETE FROM attachment_outbox');
    await used.stores.service.query(`UPDATE attachments SET caption = '' WHERE id = $1`, [id]);
  });

  it('cost users nothing when the media service hangs', async () => {
    const id = await post();
    const [service] = used.app.stack.apps['media-service']?.instances ?? [];
    service?.pause();
    try {
      const before = await counted();
      const timeout = AbortSignal.timeout(900);
      const answer = await used.ada.fetch(`/api/attachments/${id}`, { signal: timeout });
      expect(answer.status).toBe(200);
      await waitFor('it is skipped', async () => (await counted()).skipped > before.skipped);
    } finally {
      service?.resume();
    }
  });
});

describe('shadow reads next to a write', () => {
  const used = useDualWriteStack({ instances: 1, shadowReadRate: 1 });

  /** What a relay does, in no time. */
  async function deliver(id: string): Promise<void> {
    const { stores } = used;
    const row = await stores.row('monolith', id);
    await stores.service.query(
      'UPDATE attachments SET caption = $2, version = $3, updated_at = $4 WHERE id = $1',
      [id, row?.caption, row?.version, row?.updated_at],
    );
    await stores.monolith.query('DELETE FROM attachment_outbox WHERE attachment_id = $1', [id]);
  }

  it.each([
    ['a page', () => messagesPath(used.conversationId)],
    ['one photo', (id: string) => `/api/attachments/${id}`],
  ])('skip what the service hears of once it has answered: %s', async (_what, path) => {
    const message = await used.ada.posted(used.conversationId, { photos: [await makePhoto()] });
    const id = message.attachments[0]?.id ?? '';
    await used.stores.becomeEqual();
    const unlessMerge = (behave: () => Behaviour) => (call: Call) =>
      call.path.endsWith('/merge')
        ? { status: 503, type: 'application/problem+json', body: '{}' }
        : behave();
    used.standIn.behave(unlessMerge(() => 'pass'));
    // An edit reads, too.
    const caption = { caption: 'On its way' };
    const edit = () => used.ada.send('PATCH', `/api/attachments/${id}`, caption);
    await comparisonIn(used.app, edit);
    // The service is asked again for what is still so: this time the change comes behind its answer.
    let asked = 0;
    const behindTheSecond = () => (++asked === 2 ? { beforeAnswer: () => deliver(id) } : 'pass');
    used.standIn.behave(unlessMerge(behindTheSecond));
    const read = () => used.ada.fetch(path(id));
    expect(await comparisonIn(used.app, read)).toBe('skipped');
    expect(asked).toBe(2);
    await used.stores.becomeEqual();
  });
});
