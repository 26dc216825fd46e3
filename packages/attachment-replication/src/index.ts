export { type Checksum, checksumRanges, type Fingerprint, listFingerprints } from './checksum.ts';
export { columns } from './columns.ts';
export { cutRanges } from './cut-ranges.ts';
export { fingerprint } from './fingerprint.ts';
export { ALL_KEYS, type CutRange, type KeyRange } from './key-range.ts';
export { mergeSnapshots } from './merge.ts';
export { mergeOrder } from './merge-order.ts';
export type { Query } from './query.ts';
export {
  readSnapshots,
  readSnapshotsByIds,
  type StoredSnapshot,
  snapshotJson,
} from './snapshot-json.ts';
