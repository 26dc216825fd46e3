import type { CutRange, KeyRange, Query } from '@photos/attachment-replication';

/** A range of the plan, with how far it has come. */
export interface BackfillRange extends KeyRange {
  id: string;
  /** Everything up to this id is merged. */
  checkpoint: string;
  finished: boolean;
}

/** How far the backfill is, in whatever processes it runs. */
export interface BackfillStatus {
  ranges: number;
  unfinished: number;
  /** Rows that were there when it was planned. */
  rows: number;
  /** Rows that the service has acknowledged. */
  merged: number;
  /** Of those, how many it did not have, or had older. */
  changed: number;
  /** Rows that it would not take. */
  refused: number;
}

/** What became of a batch. */
export type BatchResult = Pick<BackfillStatus, 'merged' | 'changed' | 'refused'>;

export async function readStatus(query: Query): Promise<BackfillStatus> {
  const [status] = await query<BackfillStatus>(`
    SELECT count(*)::integer AS ranges,
           count(*) FILTER (WHERE finished_at IS NULL)::integer AS unfinished,
           coalesce(sum(rows), 0)::float AS rows,
           coalesce(sum(merged), 0)::float AS merged,
           coalesce(sum(changed), 0)::float AS changed,
           coalesce(sum(refused), 0)::float AS refused
    FROM backfill_ranges`);
  return status as BackfillStatus;
}

/** Has the transaction wait until no other one is planning. */
export async function lockPlan(query: Query): Promise<void> {
  await query('LOCK TABLE backfill_ranges IN SHARE ROW EXCLUSIVE MODE');
}

export async function dropPlan(query: Query): Promise<void> {
  await query('DELETE FROM backfill_ranges');
}

export async function insertRange(query: Query, { after, upTo, rows }: CutRange): Promise<void> {
  await query(
    `INSERT INTO backfill_ranges (after, up_to, rows, checkpoint) VALUES ($1, $2, $3, $1)`,
    after,
    upTo,
    rows,
  );
}

export async function findRange(query: Query, id: string): Promise<BackfillRange | undefined> {
  const [range] = await query<BackfillRange>(
    `SELECT id, after, up_to AS "upTo", checkpoint, finished_at IS NOT NULL AS finished
     FROM backfill_ranges WHERE id = $1`,
    id,
  );
  return range;
}

/** @returns false when the range is gone, since somebody has planned anew */
export async function saveCheckpoint(
  query: Query,
  { id, checkpoint, merged, changed, refused }: { id: string; checkpoint: string } & BatchResult,
): Promise<boolean> {
  const rows = await query(
    `UPDATE backfill_ranges
     SET checkpoint = greatest(checkpoint, $2::uuid),
         merged = merged + $3, changed = changed + $4, refused = refused + $5
     WHERE id = $1 RETURNING id`,
    id,
    checkpoint,
    merged,
    changed,
    refused,
  );
  return rows.length === 1;
}

export async function finishRange(query: Query, id: string): Promise<void> {
  await query('UPDATE backfill_ranges SET finished_at = now() WHERE id = $1', id);
}
