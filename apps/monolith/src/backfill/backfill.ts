import { type BackfillStatus, readStatus } from '../data-access/backfill-range-store.ts';
import { ensurePlan, joinPlan } from './plan.ts';
import { enqueueRanges, prepareQueue } from './range-jobs.ts';
import {
  runWorkers,
  type WorkDependencies,
  type WorkFigures,
  type WorkOptions,
} from './run-workers.ts';

export interface BackfillOptions extends WorkOptions {
  rangeSize: number;
  /** Forget an unfinished plan. */
  restart: boolean;
  /** Only plan, for others to work. */
  planOnly: boolean;
  /** Only work on what others have planned. */
  workOnly: boolean;
}

export interface BackfillFigures extends BackfillStatus, Partial<WorkFigures> {
  /** Whether an earlier plan was gone on with. */
  resumed: boolean;
  ms: number;
  /** Of this process. */
  rowsPerSecond: number;
}

/**
 * Merges every attachment that the monolith has into the service: plans, unless there is a plan to
 * go on with, and works until all of it is done, here or elsewhere.
 *
 * @throws what made it stop: the service's failure, or the signal's reason. What is done stays done.
 *   NothingPlannedError when it is to work only, and there is no plan
 */
export async function backfill(
  options: BackfillOptions,
  dependencies: WorkDependencies,
): Promise<BackfillFigures> {
  const { pool } = dependencies;
  const startedAt = performance.now();
  await prepareQueue(pool);
  const { resumed } = await (options.workOnly ? joinPlan(pool) : ensurePlan(pool, options));
  await enqueueRanges(pool.query);
  const figures = options.planOnly ? undefined : await runWorkers(options, dependencies);
  const ms = Math.round(performance.now() - startedAt);
  return {
    ...(await readStatus(pool.query)),
    resumed,
    ...figures,
    ms,
    rowsPerSecond: Math.round((1_000 * (figures?.mergedHere ?? 0)) / ms),
  };
}
