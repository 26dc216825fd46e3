import type { EventRule } from './judge.ts';

/** No request gets a 5xx, a connection error, a time-out or a wrong answer. */
export const noFailedRequests: EventRule = {
  name: 'no-failed-requests',
  judge(event) {
    if (event.type !== 'request') return undefined;
    return event.failure === undefined ? true : `${event.request}: ${event.failure}`;
  },
};
