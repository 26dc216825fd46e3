import { type Query, readSnapshots, type StoredSnapshot } from '@photos/attachment-replication';
import {
  type BackfillRange,
  type BatchResult,
  finishRange,
  saveCheckpoint,
} from '../data-access/backfill-range-store.ts';
import { type MergeBatchOptions, mergeBatch } from './merge-batch.ts';
import { Pacer } from './pacer.ts';
import type { Throttle } from './throttle.ts';

export interface CopyOptions extends MergeBatchOptions {
  query: Query;
  throttle: Throttle;
  batchSize: number;
  niceRatio: number;
  /** Told of each batch, when it is merged. */
  onMerged: (result: BatchResult) => void;
}

/** Somebody has started the backfill anew: this plan's ranges are not there any more. */
export class PlanReplacedError extends Error {
  override readonly name = 'PlanReplacedError';
}

/**
 * Merges a range into the service from its checkpoint on, in the order of ids, and notes how far it
 * is after each batch. While one batch is being merged, the next one is read and sent; but a
 * checkpoint is never ahead of what is merged, so that after a crash nothing is left out.
 *
 * @throws the signal's reason when it was told to stop, after the batches under way
 */
export async function copyRange(range: BackfillRange, options: CopyOptions): Promise<void> {
  const { query, throttle, batchSize: limit, signal } = options;
  const { upTo } = range;
  const pacer = new Pacer(options.niceRatio);
  let after = range.checkpoint;
  let soFar: Promise<void> = Promise.resolve();
  const mergeAndNote = async (rows: StoredSnapshot[], checkpoint: string, begunAt: number) => {
    const [result] = await Promise.all([mergeBatch(rows, options), soFar]);
    const known = await saveCheckpoint(query, { id: range.id, checkpoint, ...result });
    pacer.record(performance.now() - begunAt);
    options.onMerged(result);
    if (!known) throw new PlanReplacedError('the backfill was started anew somewhere else');
  };
  for (;;) {
    await Promise.all([throttle.pause(signal), pacer.wait(signal)]);
    const begunAt = performance.now();
    const rows = await readSnapshots(query, { after, upTo, limit });
    after = rows.at(-1)?.id ?? upTo;
    const before = soFar;
    if (rows.length > 0) {
      soFar = mergeAndNote(rows, after, begunAt);
      // Whoever waits for it further down gets the error.
      soFar.catch(() => {});
    }
    await before;
    if (rows.length < limit) break;
    if (signal.aborted) break;
  }
  await soFar;
  signal.throwIfAborted();
  await finishRange(query, range.id);
}
