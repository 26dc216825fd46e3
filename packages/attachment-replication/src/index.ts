export { columns } from './columns.ts';
export { fingerprint } from './fingerprint.ts';
export { mergeSnapshots } from './merge.ts';
export { mergeOrder } from './merge-order.ts';
export type { Query } from './query.ts';
