import { fingerprint } from './fingerprint.ts';

/**
 * SQL expressions, most significant first: where a snapshot stands in the total order of all
 * snapshots of one attachment. The greater one wins, on every store and in whatever order the two
 * arrive.
 *
 * Deleted beats live (remove wins), then the higher version wins (last writer wins). The
 * fingerprint comes last, so that even two different snapshots with one version have a winner, and
 * "C" is the one collation that every PostgreSQL sorts alike.
 *
 * Merging is taking the maximum under this order. A maximum is idempotent, commutative and
 * associative, which makes `attachments` a state-based CRDT: a last-writer-wins register with
 * remove-wins tombstones (Shapiro et al., "A comprehensive study of Convergent and Commutative
 * Replicated Data Types", INRIA RR-7506, 2011).
 *
 * @param row the alias of the row in the query, such as `mine` or `excluded`
 */
export function mergeOrder(row: string): string[] {
  return [`${row}.deleted_at IS NOT NULL`, `${row}.version`, `${fingerprint(row)} COLLATE "C"`];
}
