import { columns } from './columns.ts';
import type { KeyRange } from './key-range.ts';
import type { Query } from './query.ts';

/**
 * An SQL expression: a row as the text of an `AttachmentSnapshot` in JSON, so that a batch goes from
 * one database to the other without being taken apart in between. Put together by hand, since
 * `json_build_object` takes twice as long.
 *
 * @param row the alias of the row in the query
 */
export function snapshotJson(row: string): string {
  const fields = columns.map(({ name, type, wire }) => {
    const column = `${row}.${name}`;
    const value = wire === 'version' ? quoted(column) : valueJson(column, type);
    return `'"${wire}":', coalesce(${value}, 'null')`;
  });
  return `concat('{', ${fields.join(`, ',', `)}, '}')`;
}

function valueJson(column: string, type: (typeof columns)[number]['type']): string {
  switch (type) {
    case 'text':
      return `to_json(${column})::text`;
    case 'uuid':
      return quoted(column);
    case 'timestamptz(3)':
      // As JavaScript's toISOString.
      return quoted(`to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`);
    default:
      return `${column}::text`;
  }
}

function quoted(column: string): string {
  return `'"' || ${column} || '"'`;
}

/** An attachment as a store holds it, tombstone or not. */
export interface StoredSnapshot {
  id: string;
  /** An `AttachmentSnapshot`, as JSON. */
  json: string;
}

const OF_RANGE = `
  SELECT stored.id, ${snapshotJson('stored')} AS json
    FROM attachments AS stored
   WHERE stored.id > $1::uuid AND stored.id <= $2::uuid
   ORDER BY stored.id
   LIMIT $3::integer`;

/** The first `limit` attachments of a range, in the order of their ids. */
export async function readSnapshots(
  query: Query,
  { after, upTo, limit }: KeyRange & { limit: number },
): Promise<StoredSnapshot[]> {
  return query<StoredSnapshot>(OF_RANGE, after, upTo, limit);
}

const BY_IDS = `
  SELECT stored.id, ${snapshotJson('stored')} AS json
    FROM attachments AS stored WHERE stored.id = ANY ($1::uuid[])`;

/** Those of these attachments that the store has. */
export async function readSnapshotsByIds(query: Query, ids: string[]): Promise<StoredSnapshot[]> {
  return query<StoredSnapshot>(BY_IDS, ids);
}
