import { describe, expect, it } from '@jest/globals';
import { waitFor } from '../support/wait-for.ts';
import { patienceMs, succeeded, useBackfillStack } from './backfill-stack.ts';

const rows = 2_000;
const smallSteps = ['--range-size', '1000', '--batch-size', '100'];

describe('a backfill that is killed', () => {
  const used = useBackfillStack();

  /** Lets `batches` merges of the backfill pass, and holds all that come then. */
  const holdAfter = (batches: number) => {
    let passed = 0;
    used.standIn.behave(({ ids }) => {
      if (ids.length === 0) return 'pass';
      return passed++ < batches ? 'pass' : 'hold';
    });
  };
  const checkpointed = async () => {
    const { rows: ranges } = await used.stores.monolith.query<{ merged: string }>(
      'SELECT merged FROM backfill_ranges ORDER BY id',
    );
    return ranges.reduce((sum, { merged }) => sum + Number(merged), 0);
  };

  it('goes on where it was, in the middle of a range', async () => {
    await used.makeHistory(rows);
    holdAfter(13);
    const killed = used.launch('backfill', ...smallSteps);
    await waitFor(
      'thirteen batches are noted',
      async () => (await checkpointed()) === 1_300,
      patienceMs,
    );
    expect((await used.stores.rows('service')).length).toBe(1_300);
    killed.signal('SIGKILL');
    await killed.finished;

    used.standIn.behave('pass');
    const figures = await used.backfill(...smallSteps);
    expect(figures).toMatchObject({ resumed: true, rows, merged: rows, mergedHere: rows - 1_300 });
    const sent = used.standIn.calls.flatMap(({ ids }) => ids);
    expect(sent).toHaveLength(rows - 1_300);
    expect(new Set(sent).size).toBe(sent.length);
    await used.stores.becomeEqual();
  });

  it('is taken over by one that still runs', async () => {
    await used.stores.service.query('TRUNCATE attachments');
    holdAfter(3);
    const killed = used.launch('backfill', ...smallSteps, '--restart');
    await waitFor('it is under way', async () => (await checkpointed()) === 300, patienceMs);
    const other = used.launch('backfill', '--work-only', '--json', '--batch-size', '100');
    await waitFor(
      'the other one works too',
      () => {
        const open = used.standIn.calls.filter(({ ids, isOpen }) => ids.length > 0 && isOpen());
        return open.length === 4;
      },
      patienceMs,
    );
    killed.signal('SIGKILL');
    await killed.finished;
    used.standIn.behave('pass');
    const figures = succeeded(await other.finished);
    expect(figures).toMatchObject({ unfinished: 0, merged: rows, mergedHere: rows - 300 });
    await used.stores.becomeEqual();
  });

  it('ends with what it has under way when it is told to, and says how to go on', async () => {
    await used.stores.service.query('TRUNCATE attachments');
    holdAfter(5);
    const stopped = used.launch('backfill', ...smallSteps, '--restart');
    await waitFor('it is under way', async () => (await checkpointed()) === 500, patienceMs);
    stopped.signal('SIGTERM');
    used.standIn.behave('pass');
    const { exitCode, stderr } = await stopped.finished;
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringMatching(/SIGTERM.*\nRun it again/),
    });
    const done = await checkpointed();
    expect(done).toBeLessThan(rows);
    expect((await used.stores.rows('service')).length).toBe(done);
    expect(await used.backfill()).toMatchObject({ resumed: true, mergedHere: rows - done });
    await used.stores.becomeEqual();
  });

  it('starts over when it is told to, and when it was finished', async () => {
    expect(await used.backfill('--restart')).toMatchObject({ mergedHere: rows, changed: 0 });
    expect(await used.backfill()).toMatchObject({ resumed: false, mergedHere: rows, changed: 0 });
  });
});
