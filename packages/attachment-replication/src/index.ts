export { columns } from './columns.ts';
export { fingerprint } from './fingerprint.ts';
export { mergeSnapshots } from './merge.ts';
export { standing } from './order.ts';
export type { Query } from './query.ts';
