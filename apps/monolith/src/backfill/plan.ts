import { cutRanges } from '@photos/attachment-replication';
import {
  dropPlan,
  insertRange,
  lockPlan,
  readStatus,
} from '../data-access/backfill-range-store.ts';
import type { Pool } from '../data-access/pool.ts';

/** There is nothing to help with: a mistake of whoever asked for it. */
export class NothingPlannedError extends Error {
  constructor() {
    super('nothing is planned: run `backfill --plan-only` first');
  }
}

/**
 * Cuts the table into ranges, unless there is a plan that isn't finished: then that one goes on. A
 * finished plan is no reason not to make a new one: rows may have been written since by a version
 * that doesn't replicate, and to merge a row again is harmless.
 *
 * @returns whether an earlier plan goes on
 */
export async function ensurePlan(
  pool: Pool,
  { rangeSize, restart }: { rangeSize: number; restart: boolean },
): Promise<{ resumed: boolean }> {
  return pool.transact(async (query) => {
    await lockPlan(query);
    const { unfinished } = await readStatus(query);
    if (unfinished > 0 && !restart) return { resumed: true };
    await dropPlan(query);
    for await (const range of cutRanges(query, rangeSize)) await insertRange(query, range);
    return { resumed: false };
  });
}

/**
 * Makes sure that there is a plan, and waits for whoever makes one right now: until then, only what
 * was planned before can be seen.
 *
 * @throws NothingPlannedError when nobody has planned; the plan of an empty table has a range too
 */
export async function joinPlan(pool: Pool): Promise<{ resumed: boolean }> {
  const { ranges } = await pool.transact(async (query) => {
    await lockPlan(query);
    return readStatus(query);
  });
  if (ranges === 0) throw new NothingPlannedError();
  return { resumed: true };
}
