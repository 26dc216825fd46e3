import { ProblemError } from '@photos/attachment-contract';
import type { InternalClient } from '@photos/attachment-contract/internal';
import type { StoredSnapshot } from '@photos/attachment-replication';
import pRetry from 'p-retry';
import type { BatchResult } from '../data-access/backfill-range-store.ts';

/** Longer than the service may take for a statement. */
const timeoutMs = 15_000;
/** How long the service may fail before the backfill gives up. */
const patienceMs = 60_000;

export interface MergeBatchOptions {
  service: InternalClient;
  signal: AbortSignal;
  /** Told of each row that the service will not take. */
  onRefused: (id: string, error: ProblemError) => void;
}

/**
 * Merges a batch into the service. A failure is retried for a minute, with growing pauses; a row
 * that the service refuses does not hold up the others.
 *
 * @throws what the last attempt threw; there is no other one once the signal is aborted
 */
export async function mergeBatch(
  rows: StoredSnapshot[],
  options: MergeBatchOptions,
): Promise<BatchResult> {
  try {
    const { acknowledged, changed } = await mergeWithRetry(rows, options);
    return { merged: acknowledged, changed, refused: 0 };
  } catch (error) {
    if (!isRejectedPayload(error)) throw error;
    const [row] = rows;
    if (row && rows.length === 1) {
      options.onRefused(row.id, error);
      return { merged: 0, changed: 0, refused: 1 };
    }
    const half = Math.ceil(rows.length / 2);
    const first = await mergeBatch(rows.slice(0, half), options);
    const second = await mergeBatch(rows.slice(half), options);
    return {
      merged: first.merged + second.merged,
      changed: first.changed + second.changed,
      refused: first.refused + second.refused,
    };
  }
}

function mergeWithRetry(rows: StoredSnapshot[], { service, signal }: MergeBatchOptions) {
  const snapshots = rows.map(({ json }) => json);
  return pRetry(() => service.mergeJson(snapshots, { signal: AbortSignal.timeout(timeoutMs) }), {
    retries: Number.POSITIVE_INFINITY,
    minTimeout: 100,
    maxTimeout: 5_000,
    maxRetryTime: patienceMs,
    // Not `signal`: with that, even a merge that has succeeded would count as failed.
    shouldRetry: ({ error }) =>
      !signal.aborted && !isRejectedPayload(error) && !isPermanentFailure(error),
  });
}

/** The service understood the request, and something in it is wrong. */
function isRejectedPayload(error: unknown): error is ProblemError {
  return error instanceof ProblemError && [400, 413, 422].includes(error.status);
}

/** It would never succeed. */
function isPermanentFailure(error: unknown): boolean {
  return error instanceof ProblemError && [401, 403, 404].includes(error.status);
}
