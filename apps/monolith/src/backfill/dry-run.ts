import type { InternalClient } from '@photos/attachment-contract/internal';
import { cutRanges, type Query } from '@photos/attachment-replication';
import { Progress } from '../console/progress.ts';
import { estimateAttachments } from '../data-access/parity-store.ts';
import { differingIds } from '../parity/compare-rows.ts';

export interface DryRunFigures {
  dryRun: true;
  rows: number;
  ranges: number;
  /** Rows that the service does not have as they are here. */
  differing: number;
  ms: number;
}

/** Finds out what a backfill would have to do. Writes nothing, here or there. */
export async function dryRun(
  { rangeSize }: { rangeSize: number },
  { query, service }: { query: Query; service: InternalClient },
): Promise<DryRunFigures> {
  const startedAt = performance.now();
  const progress = new Progress({ name: 'dry run', unit: 'row' });
  const total = await estimateAttachments(query);
  const figures = { rows: 0, ranges: 0, differing: 0 };
  for await (const range of cutRanges(query, rangeSize)) {
    for await (const ids of differingIds(range, { query, service })) {
      figures.differing += ids.length;
    }
    figures.rows += range.rows;
    figures.ranges += 1;
    progress.update(figures.rows, total);
  }
  progress.end();
  return { dryRun: true, ...figures, ms: Math.round(performance.now() - startedAt) };
}
