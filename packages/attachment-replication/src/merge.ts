import type { AttachmentSnapshot } from '@photos/attachment-contract/internal';
import { columns } from './columns.ts';
import { mergeOrder } from './merge-order.ts';
import type { Query } from './query.ts';

const names = columns.map(({ name }) => name);
const record = columns.map(({ wire, type }) => `"${wire}" ${type}`);
const renamed = columns.map(({ name, wire }) => `"${wire}" AS ${name}`);
const overwritten = names
  .filter((name) => name !== 'id')
  .map((name) => `${name} = excluded.${name}`);
const greatestFirst = mergeOrder('incoming').map((expression) => `${expression} DESC`);

/**
 * One statement, so a batch is merged whole or not at all. Of several snapshots of one attachment
 * only the first goes on, because `ON CONFLICT` may touch a row once; and rows are taken in the
 * order of their ids, so that two batches never wait for each other in a circle.
 *
 * @param order of the snapshots, beginning with their ids
 */
const merge = (order: string[]) => `
  INSERT INTO attachments AS mine (${names})
  SELECT DISTINCT ON (id) ${names}
    FROM (SELECT ${renamed} FROM json_to_recordset($1::json) AS snapshot(${record})) AS incoming
   ORDER BY ${order}
  ON CONFLICT (id) DO UPDATE SET ${overwritten}
   WHERE (${mergeOrder('excluded')}) > (${mergeOrder('mine')})
  RETURNING mine.id`;

const MERGE = merge(['id', ...greatestFirst]);
/** The same, but for the fingerprints of all snapshots: a good part of the work of a large batch. */
const MERGE_WITHOUT_DUPLICATES = merge(['id']);

/**
 * Merges snapshots into the store's `attachments`.
 *
 * Afterwards the store holds, for each of them, that snapshot or a greater one; so the caller may
 * take every version it sent as acknowledged. Merging the same snapshots again changes nothing.
 *
 * @returns the ids of the attachments that the merge changed
 */
export async function mergeSnapshots(
  query: Query,
  snapshots: readonly AttachmentSnapshot[],
): Promise<string[]> {
  const ids = new Set(snapshots.map(({ id }) => id));
  const statement = ids.size === snapshots.length ? MERGE_WITHOUT_DUPLICATES : MERGE;
  const changed = await query<{ id: string }>(statement, JSON.stringify(snapshots));
  return changed.map(({ id }) => id);
}
