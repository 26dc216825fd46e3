import { type Logger, Polling } from '@photos/service-kit';

const batchSize = 100;
/** How long a change may wait before somebody should know. */
const alertSeconds = 60;

/** What a relay empties. */
export interface Outbox {
  /** What the log and metrics call it. */
  name: string;
  /** Claims at most `limit` entries that are due, for one attempt, and gives their ids. */
  claim(limit: number): Promise<string[]>;
  /** Delivers what is claimed. Rejects when the receiver fails. */
  deliver(ids: string[]): Promise<void>;
  /** How much is waiting, and for how long the oldest has been, in seconds. */
  measure(): Promise<{ depth: number; oldestSeconds: number }>;
}

/**
 * Delivers what requests left in the outbox, in every instance at once. Two relays never claim the
 * same change at a time; should they deliver it twice, it counts once.
 */
export function outboxRelay({ name, claim, deliver }: Outbox, logger: Logger): Polling {
  const batch = async () => {
    const ids = await claim(batchSize);
    if (ids.length > 0) await deliver(ids);
    return ids.length === batchSize;
  };
  return new Polling({ name: `relaying of ${name}`, batch, pollMs: 500, logger });
}

/** Says once in a while that the outbox is behind, for an alert to be set on. */
export function outboxWatch({ name, measure }: Outbox, logger: Logger): Polling {
  const batch = async () => {
    const waiting = await measure();
    if (waiting.oldestSeconds > alertSeconds) {
      logger.error({ outbox: name, ...waiting }, 'delivery is behind');
    }
    return false;
  };
  return new Polling({ name: `measuring of ${name}`, batch, pollMs: 30_000, logger });
}
