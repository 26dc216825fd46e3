import type { EventRule } from './judge.ts';

/** Both sides say the same: the phases' own parity checks, and old and new clients at the end. */
export const parity: EventRule = {
  name: 'parity',
  judge(event) {
    if (event.type !== 'compared') return undefined;
    return event.difference === undefined ? true : `${event.what}: ${event.difference}`;
  },
};
