import type { Query } from '@photos/attachment-replication';
import { Logger, type Runner, run, runMigrations } from 'graphile-worker';
import type pg from 'pg';
import type { Pool } from '../data-access/pool.ts';
import { livenessPlugin, unlockJobsOfDeadWorkers } from './worker-liveness.ts';

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
  await unlockJobsOfDeadWorkers(query, task);
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

export interface RangeWork {
  /** How many ranges to work on at a time. */
  workers: number;
  /** Works on the range of this id, and never rejects: the queue would put the job off. */
  processRange: (rangeId: string) => Promise<void>;
  /** Told that the queue takes no more ranges; also when it was stopped, and more than once. */
  onEnd: (error: Error) => void;
}

/** Takes ranges from the queue, beside whoever else does, until it is stopped. */
export async function startRunner(
  pool: Pool,
  { workers, processRange, onEnd }: RangeWork,
): Promise<{ stop: () => Promise<void> }> {
  const connection = await pool.pg.connect();
  // Without its lock it is taken for dead, and its ranges are given to others.
  connection.on('error', onEnd);
  try {
    const runner = await takeJobs(pool, { workers, processRange, onEnd }, connection);
    return {
      stop: async () => {
        // Rejects when the queue has ended by itself: whoever was told of that knows the reason.
        await runner.stop().catch(() => {});
        // Then ranges may still be worked on.
        await runner.promise;
        connection.release(true);
      },
    };
  } catch (error) {
    connection.release(true);
    throw error;
  }
}

async function takeJobs(
  pool: Pool,
  { workers, processRange, onEnd }: RangeWork,
  connection: pg.ClientBase,
): Promise<Runner> {
  const runner = await run({
    pgPool: pool.pg,
    logger,
    concurrency: workers,
    pollInterval: 500,
    noHandleSignals: true,
    parsedCronItems: [],
    preset: {
      plugins: [livenessPlugin(connection)],
      // Without a delay, graphile-worker lets go of the promise that a job is noted as done: should
      // that reject, it would end this process.
      worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 },
    },
    taskList: { [task]: (payload) => processRange((payload as { rangeId: string }).rangeId) },
  });
  // `runner.promise` never rejects, and waits for the ranges that are being worked on.
  runner.events.on('pool:gracefulShutdown', ({ message }) => onEnd(new Error(message)));
  return runner;
}
