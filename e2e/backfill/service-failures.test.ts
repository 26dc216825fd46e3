import { describe, expect, it } from '@jest/globals';
import { useBackfillStack } from './backfill-stack.ts';

describe('a backfill whose batches fail', () => {
  const used = useBackfillStack();

  it('is patient with a service that is unwell for a moment', async () => {
    await used.makeHistory(200);
    let failures = 0;
    used.standIn.behave(({ ids }) =>
      ids.length > 0 && failures++ < 3
        ? { status: 503, type: 'text/plain', body: 'out of order' }
        : 'pass',
    );
    expect(await used.backfill('--batch-size', '50')).toMatchObject({ merged: 200, refused: 0 });
    expect(failures).toBe(3 + 4);
    await used.stores.becomeEqual();
  });

  it('brings the others when one row is refused, names that row and fails', async () => {
    await used.makeHistory(40);
    const { rows } = await used.stores.monolith.query<{ id: string }>(
      `UPDATE attachments SET content_type = 'image/bmp', version = hybrid_clock(version)
       WHERE id = (SELECT id FROM attachments ORDER BY id DESC OFFSET 17 LIMIT 1) RETURNING id`,
    );
    const id = rows[0]?.id ?? '';
    const { exitCode, stdout, stderr } = await used.launch('backfill', '--json').finished;
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({
      merged: 239,
      changed: 39,
      refused: 1,
      unfinished: 0,
    });
    expect(stderr).toMatch(new RegExp(`^${id}: the media service refuses it`, 'm'));
    const { figures } = await used.parity('--no-objects');
    expect(figures.examples).toEqual([expect.objectContaining({ kind: 'missing row', id })]);
  });

  it('ends at once, and says why, when the service does not know it', async () => {
    used.standIn.behave({ status: 401, type: 'text/plain', body: 'who are you?' });
    const { exitCode, stderr } = await used.launch('backfill').finished;
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^backfill stopped: .*\nRun it again to go on\.$/m);
  });
});
