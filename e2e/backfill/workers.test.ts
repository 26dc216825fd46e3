import { describe, expect, it } from '@jest/globals';
import type { Command } from '@photos/local-stack';
import { waitFor } from '../support/wait-for.ts';
import { patienceMs, succeeded, useBackfillStack } from './backfill-stack.ts';

const rows = 4_000;

describe('several workers', () => {
  const used = useBackfillStack();

  /** Plans, and has a command wait for that. */
  async function duringPlan(launch: () => Command): Promise<Command> {
    const planning = await used.stores.monolith.connect();
    try {
      await planning.query('BEGIN; LOCK TABLE backfill_ranges IN SHARE ROW EXCLUSIVE MODE');
      const command = launch();
      await waitFor('it waits', async () => {
        const { rowCount } = await used.stores.monolith.query(
          `SELECT FROM pg_stat_activity
           WHERE datname = current_database() AND application_name = 'monolith command'
             AND wait_event_type = 'Lock'`,
        );
        return rowCount === 1;
      });
      await planning.query('UPDATE backfill_ranges SET finished_at = NULL, checkpoint = after');
      await planning.query('COMMIT');
      return command;
    } finally {
      planning.release(true);
    }
  }

  it('are told when nothing is planned, and have nothing to do when the plan is of no rows', async () => {
    expect(await used.launch('backfill', '--work-only').finished).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: 'nothing is planned: run `backfill --plan-only` first\n',
    });
    await used.backfill('--plan-only');
    expect(await used.backfill('--work-only')).toMatchObject({ ranges: 1, rows: 0, unfinished: 0 });
  });

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

  it('wait for whoever plans', async () => {
    await used.makeHistory(4);
    const { finished } = await duringPlan(() => used.launch('backfill', '--work-only', '--json'));
    expect(succeeded(await finished)).toMatchObject({ unfinished: 0, mergedHere: rows + 8 });
    await used.stores.becomeEqual();
  });

  it('have nothing to do when all of it is done', async () => {
    expect(await used.backfill('--work-only')).toMatchObject({ unfinished: 0, mergedHere: 0 });
  });
});
