import { setTimeout as delay } from 'node:timers/promises';
import type { InternalClient } from '@photos/attachment-contract/internal';
import { count, Progress } from '../console/progress.ts';
import { findRange, readStatus } from '../data-access/backfill-range-store.ts';
import type { Pool } from '../data-access/pool.ts';
import { createCanary } from './canary.ts';
import { copyRange } from './copy-range.ts';
import { enqueueRanges, startRunner } from './range-jobs.ts';
import { Throttle, type ThrottleFigures } from './throttle.ts';

/** How often it is looked what other processes have done. */
const lookMs = 250;

export interface WorkOptions {
  batchSize: number;
  workers: number;
  niceRatio: number;
  maxSlowdown: number;
}

export interface WorkFigures {
  /** Rows that this process has merged. */
  mergedHere: number;
  throttle: ThrottleFigures;
}

export interface WorkDependencies {
  pool: Pool;
  /** For the canary alone. */
  canaryPool: Pool;
  service: InternalClient;
  signal: AbortSignal;
}

/**
 * Works on the ranges of the plan, beside other processes, until all are finished.
 *
 * @throws the service's or the database's failure, or the signal's reason
 */
export async function runWorkers(
  options: WorkOptions,
  dependencies: WorkDependencies,
): Promise<WorkFigures> {
  const { canaryPool, service } = dependencies;
  const progress = new Progress({ name: 'backfill', unit: 'row' });
  const throttle = new Throttle({
    canary: await createCanary(canaryPool.query, service),
    maxSlowdown: options.maxSlowdown,
    onChange: (throttled, latencyMs, baselineMs) =>
      progress.say(
        throttled
          ? `throttled: a live read takes ${count(latencyMs)} ms, normally ${count(baselineMs)} ms`
          : 'no longer throttled',
      ),
  });
  await throttle.start();
  try {
    const mergedHere = await processRanges(options, { ...dependencies, throttle, progress });
    return { mergedHere, throttle: throttle.figures };
  } finally {
    await throttle.stop();
    progress.end();
  }
}

interface Tools extends WorkDependencies {
  throttle: Throttle;
  progress: Progress;
}

/** @returns how many rows were merged here */
async function processRanges(
  { batchSize, niceRatio, workers }: WorkOptions,
  tools: Tools,
): Promise<number> {
  const { pool, service, throttle, progress } = tools;
  const failing = new AbortController();
  const signal = AbortSignal.any([tools.signal, failing.signal]);
  let mergedHere = 0;
  let rangeDone = Promise.withResolvers<void>();
  const runner = await startRunner(pool, {
    workers,
    processRange: async (rangeId) => {
      try {
        const range = await findRange(pool.query, rangeId);
        if (!range || range.finished || signal.aborted) return;
        await copyRange(range, {
          query: pool.query,
          service,
          throttle,
          batchSize,
          niceRatio,
          signal,
          onMerged: ({ merged }) => {
            mergedHere += merged;
          },
          onRefused: (id, error) =>
            progress.say(`${id}: the media service refuses it: ${error.message}`),
        });
      } catch (error) {
        failing.abort(error);
      }
      rangeDone.resolve();
    },
    // Such as a database that is gone: the queue can't note then that a job is done.
    onEnd: (error) => failing.abort(error),
  });
  try {
    for (;;) {
      signal.throwIfAborted();
      rangeDone = Promise.withResolvers();
      const { rows, merged, refused, unfinished } = await readStatus(pool.query);
      if (unfinished === 0) return mergedHere;
      const pause = throttle.pauseMs > 0 ? `${throttle.pauseMs} ms between batches` : '';
      progress.update(merged + refused, rows, pause);
      await Promise.race([rangeDone.promise, delay(lookMs)]);
      await enqueueRanges(pool.query);
    }
  } finally {
    await runner.stop();
  }
}
