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

  /** Kills connections of the backfill to the monolith's database. */
  const loseConnections = (condition: string) =>
    used.stores.monolith.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'monolith command'
         AND ${condition}`,
    );
  /** It must have ended by itself, and the next run must do the rest. */
  const endsAndResumes = async ({ finished }: ReturnType<typeof used.launch>) => {
    const { exitCode, stderr } = await finished;
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringMatching(/^backfill stopped: .+\nRun it again to go on\.$/m),
    });
    expect(stderr).not.toMatch(/^ +at /m);
    const done = await checkpointed();
    expect(done).toBeLessThan(rows);
    expect(await used.backfill()).toMatchObject({ resumed: true, mergedHere: rows - done });
    await used.stores.becomeEqual();
  };

  it('ends when it loses its connections, since others take it for dead', async () => {
    await used.stores.service.query('TRUNCATE attachments');
    holdAfter(5);
    const cut = used.launch('backfill', ...smallSteps, '--restart');
    await waitFor('it is under way', async () => (await checkpointed()) === 500, patienceMs);
    await loseConnections('true');
    used.standIn.behave('pass');
    await endsAndResumes(cut);
  });

  it('ends when it cannot note that a range is done', async () => {
    await used.stores.service.query('TRUNCATE attachments');
    holdAfter(5);
    const cut = used.launch('backfill', ...smallSteps, '--restart');
    await waitFor('it is under way', async () => (await checkpointed()) === 500, patienceMs);
    const client = await used.stores.monolith.connect();
    await client.query(
      'BEGIN; SELECT FROM graphile_worker._private_jobs WHERE locked_by IS NOT NULL FOR UPDATE',
    );
    // The rest of the first range, and nothing of the second one.
    holdAfter(5);
    const noting = `wait_event_type = 'Lock' AND query LIKE 'delete from%_private_jobs%'`;
    await waitFor(
      'it notes that the first range is done',
      async () => (await loseConnections(noting)).rowCount === 1,
      patienceMs,
    );
    await client.query('ROLLBACK');
    client.release();
    used.standIn.behave('pass');
    await endsAndResumes(cut);
  });

  it('starts over when it is told to, and when it was finished', async () => {
    expect(await used.backfill('--restart')).toMatchObject({ mergedHere: rows, changed: 0 });
    expect(await used.backfill()).toMatchObject({ resumed: false, mergedHere: rows, changed: 0 });
  });
});
