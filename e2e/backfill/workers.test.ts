import { describe, expect, it } from '@jest/globals';
import { waitFor } from '../support/wait-for.ts';
import { patienceMs, succeeded, useBackfillStack } from './backfill-stack.ts';

const rows = 4_000;

describe('several workers', () => {
  const used = useBackfillStack();

  it('on several machines share the ranges', async () => {
    await used.makeHistory(rows);
    await used.backfill('--plan-only', '--range-size', '500');
    expect(await used.stores.rows('service')).toEqual([]);

    // Nobody gets an answer before everybody has begun.
    const machines = 3;
    const workers = 2;
    const open = () => used.standIn.calls.filter(({ ids, isOpen }) => ids.length > 0 && isOpen());
    used.standIn.behave(({ ids }) => (ids.length > 0 ? 'hold' : 'pass'));
    const commands = Array.from({ length: machines }, () =>
      used.launch(
        'backfill',
        '--work-only',
        '--workers',
        String(workers),
        '--batch-size',
        '100',
        '--json',
      ),
    );
    await waitFor(
      'each worker has begun',
      () => open().length >= 2 * machines * workers,
      patienceMs,
    );
    const begun = new Set(open().flatMap(({ ids }) => ids));
    expect(begun.size).toBe(2 * machines * workers * 100);
    used.standIn.behave('pass');

    const figures = (await Promise.all(commands.map(({ finished }) => finished))).map(succeeded);
    expect(figures.map(({ mergedHere }) => mergedHere > 0)).toEqual([true, true, true]);
    expect(figures.reduce((sum, { mergedHere }) => sum + mergedHere, 0)).toBe(rows);
    expect(figures[0]).toMatchObject({ rows, merged: rows, changed: rows });
    await used.stores.becomeEqual();
  });

  it('take up a range that many were killed in', async () => {
    await used.makeHistory(4);
    await used.backfill('--plan-only');
    // Of graphile-worker's own accord, the 26th would not be let in.
    await used.stores.monolith.query('UPDATE graphile_worker._private_jobs SET attempts = 1000');
    expect(await used.backfill('--work-only')).toMatchObject({ unfinished: 0 });
    await used.stores.becomeEqual();
  });

  it('have nothing to do when nothing is planned', async () => {
    expect(await used.backfill('--work-only')).toMatchObject({ unfinished: 0, mergedHere: 0 });
  });
});
