import { columns } from './columns.ts';

/**
 * An SQL expression: 32 hex digits that are equal iff two rows are equal in every column.
 *
 * PostgreSQL's text form of a record quotes its fields, so no two different rows share one; times
 * go in as microseconds, because their text would depend on the session's time zone. MD5 is fast,
 * the same in every version of PostgreSQL, and enough here: nobody gains by forging a collision
 * between a row and itself.
 *
 * @param row the alias of the row in the query, such as `mine` or `excluded`
 */
export function fingerprint(row: string): string {
  const fields = columns.map(({ name, type }) =>
    type === 'timestamptz(3)'
      ? `(extract(epoch from ${row}.${name}) * 1000000)::bigint`
      : `${row}.${name}`,
  );
  return `md5((${fields.join(', ')})::text)`;
}
