import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { checkout, useStack } from '../support/stack.ts';
import { PhaseFour } from './phase-four.ts';

/** How an operator, or the rehearsal, is told to ask. */
async function gateStep(): Promise<string[]> {
  const file = await readFile(join(checkout, 'infra/phase.json'), 'utf8');
  const { before } = JSON.parse(file) as { before: { name: string; command: string[] }[] };
  const step = before.find(({ name }) => name === 'gate');
  if (!step) throw new Error('infra/phase.json has no gate');
  return step.command;
}

describe('the gate', () => {
  const app = useStack({ instances: 1 });
  let phaseFour: PhaseFour;
  beforeAll(async () => {
    phaseFour = await PhaseFour.of(app.stack);
  });
  afterAll(() => phaseFour?.close());
  beforeEach(async () => {
    phaseFour.usage = [];
    await phaseFour.emptyTables();
    await phaseFour.service.query('TRUNCATE attachments');
  });

  /** Asks the gate, which exits with 1 iff it has reasons, and says them to people too. */
  async function reasons(window = '1h'): Promise<string[]> {
    const { exitCode, stdout, stderr } = await phaseFour.run('cleanup', 'gate', '--window', window);
    const result = JSON.parse(stdout) as { reasons: string[] };
    expect(exitCode).toBe(result.reasons.length === 0 ? 0 : 1);
    for (const reason of result.reasons) expect(stderr).toContain(reason);
    return result.reasons;
  }

  const addUndelivered = () =>
    phaseFour.monolith.query(
      `INSERT INTO attachment_outbox (attachment_id, message_id, version, next_attempt_at)
       VALUES (gen_random_uuid(), gen_random_uuid(), 1, now())`,
    );
  const readLocally = (secondsAgo: number) =>
    phaseFour.monolith.query(
      `INSERT INTO old_route_usage VALUES ('local read', now() - make_interval(secs => $1))`,
      [secondsAgo],
    );

  it('names the media service when it can not be reached', async () => {
    const env = { MEDIA_SERVICE_URL: 'http://127.0.0.1:1' };
    expect(await app.stack.run('monolith', ['cleanup', 'gate'], { env })).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: expect.stringMatching(/^the service at http:\/\/127\.0\.0\.1:1 can't be reached: ./),
    });
  });

  it('is open when all that was is at the service', async () => {
    for (let i = 0; i < 3; i++) await phaseFour.addRow({ deleted: i === 1 });
    const { exitCode, stdout } = await phaseFour.run('cleanup', 'gate');
    expect({ exitCode, ...JSON.parse(stdout) }).toEqual({ exitCode: 0, rows: 3, reasons: [] });
  });

  it('is open for more rows than it compares at once', async () => {
    const many = `
      INSERT INTO attachments (id, message_id, conversation_id, uploader_id, position, file_name,
        content_type, byte_size, sha256, version, created_at, updated_at)
      SELECT md5(n::text)::uuid, md5('m')::uuid, md5('c')::uuid, md5('u')::uuid, 0, 'a.png',
        'image/png', 1, repeat('0', 64), n, 'epoch', 'epoch' FROM generate_series(1, 1201) AS n`;
    await phaseFour.monolith.query(many);
    await phaseFour.service.query(many);
    const { stdout } = await phaseFour.run('cleanup', 'gate');
    expect(JSON.parse(stdout)).toEqual({ rows: 1_201, reasons: [] });
    await phaseFour.service.query(`DELETE FROM attachments WHERE id = md5('700')::uuid`);
    expect(await reasons()).toEqual([expect.stringMatching(/^1 of 1201 rows did not arrive/)]);
  });

  it('is open when the service has gone on since', async () => {
    const edited = await phaseFour.addRow();
    const deleted = await phaseFour.addRow({ version: '5000' });
    await phaseFour.service.query(
      `UPDATE attachments SET version = 2000, caption = 'new' WHERE id = $1`,
      [edited],
    );
    await phaseFour.service.query(
      'UPDATE attachments SET version = 2000, deleted_at = now() WHERE id = $1',
      [deleted],
    );
    expect(await reasons()).toEqual([]);
  });

  it('is closed while the outbox holds a change', async () => {
    await addUndelivered();
    expect(await reasons()).toEqual([expect.stringContaining('1 undelivered')]);
  });

  it.each<[string, () => Promise<string>]>([
    ['is missing', () => phaseFour.addRow({ atService: false })],
    [
      'is older',
      async () => {
        const id = await phaseFour.addRow();
        await phaseFour.service.query('UPDATE attachments SET version = 999 WHERE id = $1', [id]);
        return id;
      },
    ],
    [
      'is not deleted',
      async () => {
        const id = await phaseFour.addRow({ deleted: true });
        await phaseFour.service.query(
          'UPDATE attachments SET version = 2000, deleted_at = NULL WHERE id = $1',
          [id],
        );
        return id;
      },
    ],
    [
      'is another one of the same version',
      async () => {
        const id = await phaseFour.addRow();
        await phaseFour.service.query(`UPDATE attachments SET caption = 'x' WHERE id = $1`, [id]);
        return id;
      },
    ],
  ])('is closed while a row at the service %s, and names it', async (_what, given) => {
    await phaseFour.addRow();
    const id = await given();
    const [reason, ...others] = await reasons();
    expect(reason).toContain('1 of 2 rows');
    expect(reason).toContain(id);
    expect(others).toEqual([]);
  });

  it('is closed while somebody still writes to the service the old way', async () => {
    phaseFour.usage = [{ route: 'merge', secondsAgo: 50 }];
    expect(await reasons('1m')).toEqual([expect.stringMatching(/in use: merge, 50 s ago/)]);
    expect(await reasons('45s')).toEqual([]);
  });

  it('is closed while the monolith still reads its own table', async () => {
    await readLocally(50);
    expect(await reasons('1m')).toEqual([expect.stringContaining('in use: local read')]);
    expect(await reasons('45s')).toEqual([]);
  });

  it('is closed while the monolith has objects to delete', async () => {
    await phaseFour.addUndisposed();
    expect(await reasons()).toEqual([expect.stringContaining('delete 1 object')]);
  });

  it('gives all reasons at once', async () => {
    await addUndelivered();
    await phaseFour.addUndisposed();
    await readLocally(1);
    phaseFour.usage = [{ route: 'merge', secondsAgo: 1 }];
    await phaseFour.addRow({ atService: false });
    expect(await reasons()).toHaveLength(5);
  });

  it('opens by itself, as infra/phase.json asks it, when the old way was in use just now', async () => {
    // By another clock: the gate takes a while to start, and finds it in its window all the same.
    await readLocally(-10);
    const { exitCode, stdout, stderr } = await phaseFour.run(...(await gateStep()));
    expect(stderr).toContain('not yet: the old way is in use: local read');
    expect({ exitCode, ...JSON.parse(stdout) }).toEqual({ exitCode: 0, rows: 0, reasons: [] });
  });

  it('stays closed when it still is after the wait', async () => {
    await addUndelivered();
    const { exitCode, stderr } = await phaseFour.run('cleanup', 'gate', '--wait', '2s');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('asking again for up to 2 s');
    expect(stderr).toContain('closed: the outbox holds 1 undelivered');
  });

  it.each(['--window', '--wait'])('does not take nonsense for a %s', async (option) => {
    for (const time of ['', '5', '-5s', '5d', 'soon']) {
      const { exitCode, stderr } = await phaseFour.run('cleanup', 'gate', option, time);
      expect(exitCode).toBe(1);
      expect(stderr).toContain(option);
    }
  });

  it('is not open when the service cannot be asked', async () => {
    const env = { MEDIA_SERVICE_URL: 'http://127.0.0.1:9' };
    const { exitCode } = await app.stack.run('monolith', ['cleanup', 'gate'], { env });
    expect(exitCode).not.toBe(0);
  });
});

describe('the gate of a system that is cleaned up', () => {
  const app = useStack({ instances: 1 });

  it('is open', async () => {
    const gate = await app.stack.run('monolith', ['cleanup', 'gate']);
    expect(gate).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(gate.stdout)).toEqual({ rows: 0, reasons: [] });
    const archive = await app.stack.run('monolith', ['cleanup', 'archive']);
    expect(archive).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(archive.stdout)).toEqual({ rows: 0 });
  });
});
