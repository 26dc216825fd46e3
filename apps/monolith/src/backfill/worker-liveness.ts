import type { Query } from '@photos/attachment-replication';
import type pg from 'pg';

// graphile-worker takes a job for running up to four hours after its worker has died. Here, whoever
// works holds an advisory lock under the worker's name, and PostgreSQL releases it with the
// connection: a worker whose lock is free is dead.

const lockKey = `hashtextextended('backfill ' || `;

/** Has each worker take its lock before its first job. */
export function livenessPlugin(connection: pg.ClientBase): GraphileConfig.Plugin {
  return {
    name: 'LivenessPlugin',
    version: '1.0.0',
    worker: {
      hooks: {
        async startWorker(_context, { worker }) {
          await connection.query(`SELECT pg_advisory_lock(${lockKey} $1::text, 0))`, [
            worker.workerPool.id,
          ]);
        },
      },
    },
  };
}

/** Makes the jobs of dead workers free for others. Repeating it is harmless. */
export async function unlockJobsOfDeadWorkers(query: Query, task: string): Promise<void> {
  await query(
    `WITH dead AS MATERIALIZED (
       SELECT locked_by
       FROM (
         SELECT DISTINCT locked_by FROM graphile_worker.jobs
         WHERE task_identifier = $1 AND locked_by IS NOT NULL
       ) AS holder
       WHERE pg_try_advisory_xact_lock(${lockKey} locked_by, 0))
     )
     SELECT graphile_worker.force_unlock_workers(array_agg(locked_by)) FROM dead`,
    task,
  );
}
