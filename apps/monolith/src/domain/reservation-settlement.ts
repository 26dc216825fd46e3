import type { SettleResponse } from '@photos/attachment-contract/internal';
import type { Database } from '../data-access/database.ts';
import { settleMessage } from '../data-access/message-settlement-store.ts';

/**
 * Answers the media service that asks, long after photos were reserved, what became of their
 * messages: the check-back of a transactional message. A crash before the message was inserted, and
 * nothing more will happen to it; but a request may just be about to. So the answer "no" is made
 * true for ever before it is given.
 */
export class ReservationSettlement {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async settle(messageIds: string[]): Promise<SettleResponse> {
    const existing: string[] = [];
    const abandoned: string[] = [];
    for (const id of messageIds) {
      const exists = await this.#db.$transaction((tx) => settleMessage(tx, id));
      (exists ? existing : abandoned).push(id);
    }
    return { existing, abandoned };
  }
}
