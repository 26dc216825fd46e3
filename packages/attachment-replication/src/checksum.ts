import { fingerprint } from './fingerprint.ts';
import type { KeyRange } from './key-range.ts';
import type { Query } from './query.ts';

/** What stands for all attachments of a range. */
export interface Checksum {
  /** How many there are, tombstones too. */
  count: number;
  /** 128 binary digits; null when there are none. */
  checksum: string | null;
}

/**
 * The exclusive or of all fingerprints: it needs no order, and as no two rows of a store have the
 * same id, none cancels another out.
 */
const CHECKSUMS = `
  SELECT count(stored.id)::integer AS count,
         bit_xor(('x' || ${fingerprint('stored')})::bit(128))::text AS checksum
    FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS range (after, up_to, place)
    LEFT JOIN LATERAL (
      SELECT * FROM attachments WHERE id > range.after AND id <= range.up_to
    ) AS stored ON true
   GROUP BY place
   ORDER BY place`;

/** The checksum of each of these ranges: two stores agree on one iff they hold the same rows in it. */
export async function checksumRanges(
  query: Query,
  ranges: readonly KeyRange[],
): Promise<Checksum[]> {
  return query<Checksum>(
    CHECKSUMS,
    ranges.map(({ after }) => after),
    ranges.map(({ upTo }) => upTo),
  );
}

/** One attachment and what stands for all of its fields. */
export interface Fingerprint {
  id: string;
  /** 32 hex digits. */
  fingerprint: string;
}

const FINGERPRINTS = `
  SELECT stored.id, ${fingerprint('stored')} AS fingerprint
    FROM attachments AS stored
   WHERE stored.id > $1::uuid AND stored.id <= $2::uuid
   ORDER BY stored.id
   LIMIT $3::integer`;

/** The first `limit` attachments of a range, in the order of their ids. */
export async function listFingerprints(
  query: Query,
  { after, upTo, limit }: KeyRange & { limit: number },
): Promise<Fingerprint[]> {
  return query<Fingerprint>(FINGERPRINTS, after, upTo, limit);
}
