import type { Message } from '@photos/attachment-contract';

/**
 * Sorts messages as the server does: by time, and by id at the same time. Ids alone don't tell: a
 * message may have the id of an earlier try to post it.
 */
export function byTime(a: Message, b: Message): number {
  return compare(a.createdAt, b.createdAt) || compare(a.id, b.id);
}

/** Times are all in one format, in UTC, and so compare as texts. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
