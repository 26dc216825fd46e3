import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { from as copyFrom } from 'pg-copy-streams';
import { ApiUser, json } from '../support/api.ts';
import { expectProblem } from '../support/expect.ts';
import { proxyUrl } from '../support/fault-proxy.ts';
import { makePhoto } from '../support/photos.ts';
import { useStack } from '../support/stack.ts';
import { PhaseFour } from './phase-four.ts';

/** Tables and more that the drop leaves nothing of. */
const dropped = [
  'attachments',
  'attachment_outbox',
  'object_disposals',
  'backfill_ranges',
  'catch_up_cursor',
  'old_route_usage',
];

describe('the old table', () => {
  const app = useStack({ instances: 1 });
  let phaseFour: PhaseFour;
  beforeAll(async () => {
    phaseFour = await PhaseFour.of(app.stack);
  });
  afterAll(() => phaseFour?.close());
  beforeEach(async () => {
    if (!(await phaseFour.hasTable('attachments'))) await phaseFour.restoreTables();
    await phaseFour.emptyTables();
    await phaseFour.monolith.query('DROP TABLE IF EXISTS attachment_archives');
  });

  interface Archive {
    name: string;
    rows: number;
    checksum: string;
  }
  async function archive(): Promise<Archive> {
    const { exitCode, stdout } = await phaseFour.run('cleanup', 'archive');
    expect(exitCode).toBe(0);
    return JSON.parse(stdout) as Archive;
  }
  const contents = async ({ name }: Archive) =>
    gunzipSync(await app.store.object(`archives/${name}`)).toString();
  const migrate = () => phaseFour.run('migrate');
  async function expectRefused(because: string): Promise<void> {
    const { exitCode, stderr } = await migrate();
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain(because);
    for (const table of dropped)
      expect([table, await phaseFour.hasTable(table)]).toEqual([table, true]);
  }
  async function expectDropped(): Promise<void> {
    const { exitCode, stderr } = await migrate();
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('applied')]);
    for (const table of dropped)
      expect([table, await phaseFour.hasTable(table)]).toEqual([table, false]);
    // What it was, and where, stays known.
    const { rows } = await phaseFour.monolith.query(
      `SELECT proname FROM pg_proc WHERE proname IN ('hybrid_clock', 'attachments_checksum')
       UNION ALL SELECT nspname FROM pg_namespace WHERE nspname = 'graphile_worker'`,
    );
    expect(rows).toEqual([]);
  }

  it('is restored from its archive into an empty table, to the same checksum', async () => {
    await phaseFour.addRow({ caption: '' });
    await phaseFour.addRow({ caption: '\\N, "\t\r\n€ 🏔' });
    await phaseFour.addRow({ deleted: true, version: '9223372036854775807' });
    const archived = await archive();
    expect(archived).toMatchObject({ rows: 3, name: expect.stringMatching(/\.csv\.gz$/) });
    const before = await phaseFour.monolith.query('SELECT * FROM attachments ORDER BY id');

    await phaseFour.monolith.query('TRUNCATE attachments');
    await copyIn(await contents(archived));

    const after = await phaseFour.monolith.query('SELECT * FROM attachments ORDER BY id');
    expect(after.rows).toEqual(before.rows);
    const { rows } = await phaseFour.monolith.query('SELECT * FROM attachments_checksum()');
    expect(rows).toEqual([{ row_count: '3', checksum: archived.checksum }]);
  });

  it('is archived again and again, and each archive stays', async () => {
    await phaseFour.addRow();
    const first = await archive();
    await phaseFour.addRow();
    const second = await archive();
    expect((await contents(first)).split('\n').filter(Boolean).length).toBeLessThan(
      (await contents(second)).split('\n').filter(Boolean).length,
    );
    const { rows } = await phaseFour.monolith.query(
      'SELECT name, row_count::int AS rows, checksum::text FROM attachment_archives ORDER BY 2',
    );
    expect(rows).toEqual([first, second]);
    expect(first.checksum).not.toBe(second.checksum);
  });

  it('is not noted as archived when the archive did not arrive', async () => {
    await phaseFour.addRow();
    const env = { SERVICE_TOKEN: 'x'.repeat(64) };
    const { exitCode } = await app.stack.run('monolith', ['cleanup', 'archive'], { env });
    expect(exitCode).not.toBe(0);
    await expectRefused('is not archived');
  });

  it('is not noted as archived when the database goes away in the middle', async () => {
    await phaseFour.addRow();
    const { proxy, url } = await proxyUrl(app.stack.databaseUrl('monolith'));
    proxy.set({ kind: 'cut-answer-at', text: 'message_id,' });
    const env = { DATABASE_URL: url };
    const { exitCode, stderr } = await app.stack.run('monolith', ['cleanup', 'archive'], { env });
    await proxy.stop();
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringMatching(/^the archive did not arrive.*\n$/),
    ]);
    await expectRefused('is not archived');
  });

  it('is not dropped without an archive, and is with one', async () => {
    await phaseFour.addRow();
    await expectRefused('is not archived as it is now');
    await archive();
    await expectDropped();
  });

  it.each([
    ['a row more', () => phaseFour.addRow()],
    ['a row less', () => phaseFour.monolith.query('DELETE FROM attachments WHERE position = 0')],
    ['another caption', () => phaseFour.monolith.query(`UPDATE attachments SET caption = 'x'`)],
  ])('is not dropped with %s than in the archive', async (_what, change) => {
    const rows = [await phaseFour.addRow(), await phaseFour.addRow()];
    await phaseFour.monolith.query('UPDATE attachments SET position = 1 WHERE id = $1', [rows[0]]);
    await archive();
    await change();
    await expectRefused('is not archived as it is now');
    await archive();
    await expectDropped();
  });

  it('is not dropped while the outbox holds a change', async () => {
    const id = await phaseFour.addRow();
    await archive();
    await phaseFour.monolith.query(
      `INSERT INTO attachment_outbox (attachment_id, message_id, version, next_attempt_at)
       VALUES ($1, $1, 1, now())`,
      [id],
    );
    await expectRefused('attachment_outbox still holds changes');
    await phaseFour.monolith.query('TRUNCATE attachment_outbox');
    await expectDropped();
  });

  it('is not dropped while objects wait for their deletion', async () => {
    await phaseFour.addRow();
    await archive();
    await phaseFour.addUndisposed();
    await expectRefused('object_disposals still holds objects');
    await phaseFour.monolith.query('TRUNCATE object_disposals');
    await expectDropped();
  });

  it('is dropped without an archive when nothing is in it, with the queue of the backfill', async () => {
    await phaseFour.monolith.query('CREATE SCHEMA graphile_worker CREATE TABLE jobs (id int)');
    await expectDropped();
  });

  it('is missed by nobody: old clients do all that they did, and the monolith has no bucket', async () => {
    await phaseFour.addRow();
    await archive();
    await expectDropped();
    const [old] = app.stack.apps.monolith?.instances ?? [];
    const successor = await app.stack.start('monolith', { env: withoutS3 });
    if (old) await app.stack.stopInstance(old);
    expect((await fetch(`${successor.url}/readyz`)).status).toBe(200);

    const ada = await ApiUser.create(app.origin);
    const { id: conversationId } = await ada.startConversation();
    const photos = [await makePhoto(), await makePhoto()];
    const message = await ada.posted(conversationId, { body: 'Look', photos });
    const [first, second] = message.attachments.map(({ id }) => `/api/attachments/${id}`);
    expect(await (await ada.fetch(`${first}/content`)).bytes()).toEqual(photos[0]?.bytes);
    const edited = await json(await ada.send('PATCH', first ?? '', { caption: 'Still here' }));
    expect((await ada.fetch(second ?? '', { method: 'DELETE' })).status).toBe(204);
    const page = await json(await ada.fetch(`/api/conversations/${conversationId}/messages`));
    expect(page).toEqual({ items: [{ ...message, attachments: [edited] }], nextCursor: null });
    expect((await ada.fetch(`/api/messages/${message.id}`, { method: 'DELETE' })).status).toBe(204);
    await expectProblem(await ada.fetch(first ?? ''), 404);
  });

  /** `gunzip`, then `COPY … FROM STDIN (FORMAT csv, HEADER)`: what `docs/phases/5-cleanup.md` says. */
  async function copyIn(csv: string): Promise<void> {
    const client = await phaseFour.monolith.connect();
    try {
      const stream = client.query(
        copyFrom('COPY attachments FROM STDIN (FORMAT csv, HEADER MATCH)'),
      );
      await pipeline(Readable.from([csv]), stream);
    } finally {
      client.release();
    }
  }
});

/** An environment in which not even the address of a bucket is known. */
const withoutS3 = Object.fromEntries(
  ['ENDPOINT', 'REGION', 'BUCKET', 'ACCESS_KEY_ID', 'SECRET_ACCESS_KEY', 'FORCE_PATH_STYLE'].map(
    (name) => [`S3_${name}`, ''],
  ),
);
