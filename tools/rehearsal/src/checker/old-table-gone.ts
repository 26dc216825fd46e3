import type { EventRule } from './judge.ts';

/** The migration's end leaves nothing of the table that it moved. */
export const oldTableGone: EventRule = {
  name: 'old-table-gone',
  judge(event) {
    if (event.type !== 'table') return undefined;
    return event.exists ? `the table ${event.table} is still in the monolith's database` : true;
  },
};
