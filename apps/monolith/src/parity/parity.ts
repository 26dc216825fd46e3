import type { InternalClient } from '@photos/attachment-contract/internal';
import type { Query } from '@photos/attachment-replication';
import type { PhotoStorage } from '@photos/photo-storage';
import { Progress } from '../console/progress.ts';
import { countPending, estimateAttachments } from '../data-access/parity-store.ts';
import { compareRows } from './compare-rows.ts';
import type { Finding, FindingKind } from './finding.ts';

/** Findings that are reported one by one; all are counted. */
const maxExamples = 100;

export interface ParityOptions {
  rangeSize: number;
  sampleContent: number;
}

export interface ParityDependencies {
  query: Query;
  service: InternalClient;
  /** Left out: objects are not looked at. */
  storage?: PhotoStorage | undefined;
}

export interface ParityReport {
  ok: boolean;
  rows: number;
  ranges: number;
  /** Changes that were in the outbox at the end, and so may have been left out. */
  pending: number;
  /** Photos whose objects were looked for. */
  objects: number;
  /** Objects whose bytes were read. */
  hashed: number;
  differences: number;
  byKind: Partial<Record<FindingKind, number>>;
  examples: Finding[];
  ms: number;
}

/** Finds out in what the two stores, and the bucket, differ. */
export async function checkParity(
  options: ParityOptions,
  { query, service, storage }: ParityDependencies,
): Promise<ParityReport> {
  const startedAt = performance.now();
  const report = emptyReport();
  const onFinding = (finding: Finding) => note(report, finding);

  const rowProgress = new Progress({ name: 'parity', unit: 'row' });
  const total = await estimateAttachments(query);
  const onRange = ({ rows }: { rows: number }) => {
    report.rows += rows;
    report.ranges += 1;
    rowProgress.update(report.rows, total);
  };
  await compareRows({ ...options, query, service, onRange, onFinding });
  rowProgress.end();

  if (storage) {
    const objectProgress = new Progress({ name: 'parity', unit: 'object' });
    const onPhotos = (photos: number) => {
      report.objects += photos;
      objectProgress.update(report.objects, total);
    };
    const { compareObjects } = await import('./compare-objects.ts');
    const { hashed } = await compareObjects({ ...options, query, storage, onPhotos, onFinding });
    report.hashed = hashed;
    objectProgress.end();
  }
  report.ok = report.differences === 0;
  report.pending = await countPending(query);
  report.ms = Math.round(performance.now() - startedAt);
  return report;
}

function emptyReport(): ParityReport {
  const counts = { rows: 0, ranges: 0, pending: 0, objects: 0, hashed: 0, differences: 0 };
  return { ok: true, ...counts, byKind: {}, examples: [], ms: 0 };
}

function note(report: ParityReport, finding: Finding): void {
  report.differences += 1;
  report.byKind[finding.kind] = (report.byKind[finding.kind] ?? 0) + 1;
  if (report.examples.length < maxExamples) report.examples.push(finding);
}
