import { ALL_KEYS, type CutRange } from './key-range.ts';
import type { Query } from './query.ts';

const FIND_LAST_OF = `
  SELECT id AS "upTo" FROM attachments WHERE id > $1::uuid ORDER BY id OFFSET $2::integer LIMIT 1`;
const COUNT_REST = 'SELECT count(*)::integer AS rows FROM attachments WHERE id > $1::uuid';

/**
 * Cuts the store's attachments into ranges of `size`, in the order of ids. Together they cover every
 * id there can be, so the last one also takes what is added while they are worked on.
 *
 * Each cut is a short statement on the primary key: none holds a snapshot open for long.
 */
export async function* cutRanges(query: Query, size: number): AsyncGenerator<CutRange, void> {
  let { after } = ALL_KEYS;
  for (;;) {
    const [last] = await query<{ upTo: string }>(FIND_LAST_OF, after, size - 1);
    if (!last) break;
    yield { after, upTo: last.upTo, rows: size };
    after = last.upTo;
  }
  const [rest] = await query<{ rows: number }>(COUNT_REST, after);
  yield { after, upTo: ALL_KEYS.upTo, rows: rest?.rows ?? 0 };
}
