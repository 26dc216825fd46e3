import { isDeepStrictEqual } from 'node:util';
import type { AttachmentSnapshot, InternalClient } from '@photos/attachment-contract/internal';
import type { Database } from '../data-access/database.ts';
import { readRowsAfter } from './old-table.ts';

const batchSize = 500;
const firstId = '00000000-0000-0000-0000-000000000000';

export interface Containment {
  /** Rows that were compared. */
  rows: number;
  /** Ids of rows that the media service lacks, or has an older copy of. */
  missing: string[];
}

/**
 * Compares each row of the frozen table with the media service. The service has moved on, so it may
 * be ahead; but a row that a merge would still take over has never arrived.
 */
export async function compareWithService(
  db: Database,
  service: InternalClient,
): Promise<Containment> {
  const result: Containment = { rows: 0, missing: [] };
  let after = firstId;
  for (;;) {
    const rows = await readRowsAfter(db, { after, limit: batchSize });
    const last = rows.at(-1);
    if (!last) return result;
    const theirs = await service.snapshots({ ids: rows.map(({ id }) => id) });
    const byId = new Map(theirs.map((snapshot) => [snapshot.id, snapshot]));
    const missing = rows.filter((row) => !isContained(row, byId.get(row.id)));
    result.missing.push(...missing.map(({ id }) => id));
    result.rows += rows.length;
    after = last.id;
  }
}

/**
 * Says whether the service has `ours`, or has gone on from it: deleted wins, then the version. Copies
 * of one version that differ are not the same row, whichever of them a merge would keep.
 */
function isContained(ours: AttachmentSnapshot, theirs: AttachmentSnapshot | undefined): boolean {
  if (!theirs) return false;
  const [oursDeleted, theirsDeleted] = [ours.deletedAt !== null, theirs.deletedAt !== null];
  if (oursDeleted !== theirsDeleted) return theirsDeleted;
  if (ours.version !== theirs.version) return BigInt(theirs.version) > BigInt(ours.version);
  return isDeepStrictEqual(ours, theirs);
}
