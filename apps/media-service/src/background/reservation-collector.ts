import { MAX_SETTLE, type MessagesClient } from '@photos/attachment-contract/internal';
import { type Logger, Polling } from '@photos/service-kit';
import type { Database } from '../data-access/database.ts';
import {
  findOverdueReservations,
  releaseReservation,
  removeReservation,
} from '../data-access/reservation-store.ts';

export interface ReservationCollectorOptions {
  db: Database;
  /** The monolith, which knows the messages. */
  messages: MessagesClient;
  graceSeconds: number;
  logger: Logger;
}

/**
 * Asks what became of messages that photos were reserved for and of which nothing was heard since
 * (check-back, as for transactional messages in Apache RocketMQ). Those that came to be are
 * confirmed; the photos of those that never will are given up. Without an answer nothing is.
 */
export function reservationCollector(options: ReservationCollectorOptions): Polling {
  const { db, messages, graceSeconds, logger } = options;
  const batch = async () => {
    const limits = { olderThanSeconds: graceSeconds, limit: MAX_SETTLE };
    const overdue = await findOverdueReservations(db.query, limits);
    if (overdue.length === 0) return false;
    const signal = AbortSignal.timeout(10_000);
    const { existing, abandoned } = await messages.settle(overdue, { signal });
    for (const id of existing) await removeReservation(db.query, id);
    for (const id of abandoned) await releaseReservation(db.query, id);
    logger.info({ existing, abandoned }, 'settled reservations');
    return overdue.length === MAX_SETTLE;
  };
  return new Polling({ name: 'settling reservations', batch, pollMs: 2_000, logger });
}
