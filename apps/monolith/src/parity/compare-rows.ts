import { isDeepStrictEqual } from 'node:util';
import type { InternalClient } from '@photos/attachment-contract/internal';
import {
  type CutRange,
  checksumRanges,
  cutRanges,
  type Fingerprint,
  type KeyRange,
  listFingerprints,
  type Query,
} from '@photos/attachment-replication';
import { findSnapshotsToCompare } from '../data-access/parity-store.ts';
import { confirmFindings, type Finding } from './finding.ts';

/** Ranges that are compared at a time. */
const concurrency = 2;
/** Fingerprints of one request. */
const pageSize = 1_000;

export interface CompareRowsOptions {
  query: Query;
  service: InternalClient;
  rangeSize: number;
  onRange: (range: CutRange) => void;
  onFinding: (finding: Finding) => void;
}

/** Compares all rows of both stores, range by range. */
export async function compareRows(options: CompareRowsOptions): Promise<void> {
  const ranges = cutRanges(options.query, options.rangeSize);
  const compareSome = async () => {
    // Each takes the next range from the one generator.
    for await (const range of ranges) {
      await compareRange(range, options);
      options.onRange(range);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, compareSome));
}

async function compareRange(range: KeyRange, options: CompareRowsOptions): Promise<void> {
  const { query, service, onFinding } = options;
  const { after, upTo } = range;
  const [[mine], [theirs]] = await Promise.all([
    checksumRanges(query, [range]),
    service.checksums([{ after, upTo }]),
  ]);
  if (isDeepStrictEqual(mine, theirs)) return;
  for await (const ids of differingIds(range, options)) {
    const findings = await confirmFindings(ids, (suspects) =>
      compareAttachments(suspects, options),
    );
    for (const finding of findings) onFinding(finding);
  }
}

/** Ids in the range whose rows are not the same on both sides, a page at a time. */
export async function* differingIds(
  { after: start, upTo }: KeyRange,
  { query, service }: Pick<CompareRowsOptions, 'query' | 'service'>,
): AsyncGenerator<string[], void> {
  for (let after = start; after < upTo; ) {
    const page = { after, upTo, limit: pageSize };
    const [mine, theirs] = await Promise.all([
      listFingerprints(query, page),
      service.fingerprints(page),
    ]);
    // A full page says nothing of what comes after it.
    const ends = [mine, theirs].map((items) => items[pageSize - 1]?.id ?? upTo);
    const end = ends.sort()[0] ?? upTo;
    const known = ({ id }: Fingerprint) => id <= end;
    const ids = differing(mine.filter(known), theirs.filter(known));
    if (ids.length > 0) yield ids.slice(0, pageSize);
    if (ids.length > pageSize) yield ids.slice(pageSize);
    after = end;
  }
}

function differing(mine: Fingerprint[], theirs: Fingerprint[]): string[] {
  const unmatched = new Map(theirs.map(({ id, fingerprint }) => [id, fingerprint]));
  const ids: string[] = [];
  for (const { id, fingerprint } of mine) {
    if (unmatched.get(id) !== fingerprint) ids.push(id);
    unmatched.delete(id);
  }
  return [...ids, ...unmatched.keys()].sort();
}

/**
 * Compares attachments field by field. One with a change in the outbox is left out: that the service
 * doesn't have it yet is known.
 */
async function compareAttachments(
  ids: string[],
  { query, service }: CompareRowsOptions,
): Promise<Finding[]> {
  // In this order: a change that is not in the outbox any more is in the service by now.
  const mine = await findSnapshotsToCompare(query, ids);
  const theirs = new Map((await service.rows(ids)).map((row) => [row.id, row]));
  return mine
    .filter(({ pending }) => !pending)
    .flatMap(({ id, snapshot }) => compareSnapshots(id, snapshot, theirs.get(id)));
}

type Row = Record<string, unknown>;

function compareSnapshots(id: string, mine: Row | null, theirs: Row | undefined): Finding[] {
  if (!theirs) {
    return mine ? [{ kind: 'missing row', id, detail: 'not in the media service' }] : [];
  }
  if (!mine) return [{ kind: 'extra row', id, detail: 'only in the media service' }];
  return Object.keys(mine)
    .filter((field) => mine[field] !== theirs[field])
    .map((field) => {
      const [here, there] = [mine[field], theirs[field]].map((value) => JSON.stringify(value));
      return { kind: 'changed field', id, detail: `${field}: ${here} here, ${there} there` };
    });
}
