import type { Query } from '@photos/attachment-replication';
import { Logger, type Runner, run, runMigrations } from 'graphile-worker';
import type { Pool } from '../data-access/pool.ts';
import { freeJobsOfTheDead, provingLife } from './worker-liveness.ts';

const task = 'backfill-range';

/** graphile-worker says what it does; only what is wrong matters here. */
const logger = new Logger(() => (level, message) => {
  if (level === 'error') process.stderr.write(`${message}\n`);
});

/** Makes sure that the queue is there. */
export async function prepareQueue(pool: Pool): Promise<void> {
  await runMigrations({ pgPool: pool.pg, logger });
}

/**
 * Makes a job of each unfinished range that has none, and takes those of dead workers from them. The
 * range's id is the job's key, so that asking twice, from however many machines, makes one job. It may
 * be taken as often as can be: each worker that is killed has used up one of its attempts.
 */
export async function enqueueRanges(query: Query): Promise<void> {
  await freeJobsOfTheDead(query, task);
  await query(
    `SELECT graphile_worker.add_job(
       $1, json_build_object('rangeId', range.id::text),
       job_key := $1 || ':' || range.id, max_attempts := 32767)
     FROM (SELECT id FROM backfill_ranges WHERE finished_at IS NULL ORDER BY id) AS range
     WHERE NOT EXISTS (
       SELECT FROM graphile_worker.jobs WHERE key = $1 || ':' || range.id
     )`,
    task,
  );
}

/**
 * Takes ranges from the queue, `workers` at a time, beside whoever else does, until it is stopped.
 *
 * @param workOn works on the range of this id, and never rejects: the queue would put the job off
 */
export async function workOnRanges(
  pool: Pool,
  { workers, workOn }: { workers: number; workOn: (rangeId: string) => Promise<void> },
): Promise<Runner> {
  const connection = await pool.pg.connect();
  const runner = await run({
    pgPool: pool.pg,
    logger,
    concurrency: workers,
    pollInterval: 500,
    noHandleSignals: true,
    parsedCronItems: [],
    preset: { plugins: [provingLife(connection)] },
    taskList: { [task]: (payload) => workOn((payload as { rangeId: string }).rangeId) },
  });
  const stop = runner.stop.bind(runner);
  return {
    ...runner,
    stop: async (reason) => {
      await stop(reason);
      connection.release(true);
    },
  };
}
