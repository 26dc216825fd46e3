import type { InternalClient } from '@photos/attachment-contract/internal';
import type { Logger } from '@photos/service-kit';
import type { Database } from '../data-access/database.ts';
import {
  acknowledgeFact,
  enqueueFact,
  findFact,
  type MessageFact,
} from '../data-access/media-outbox-store.ts';
import type { UnitOfWork } from '../data-access/unit-of-work.ts';
import type { ServiceCalls } from './service-calls.ts';

/** What a relay waits for the media service, as nobody waits for the relay. */
const relayTimeoutMs = 3_000;

/**
 * Tells the media service which messages came to be and which are deleted. Each fact is noted with
 * what makes it true, in one transaction, so that the service learns it whatever happens then.
 */
export class MessageFacts {
  readonly #options: MessageFactsOptions;

  constructor(options: MessageFactsOptions) {
    this.#options = options;
  }

  /** Tells a fact once this transaction has committed; what fails then is left to the relay. */
  async tell(unit: UnitOfWork, messageId: string, fact: MessageFact): Promise<void> {
    const { calls, logger } = this.#options;
    await enqueueFact(unit.tx, messageId, fact);
    unit.afterCommit(async () => {
      try {
        await calls.make((signal) => this.#deliver(messageId, fact, signal));
      } catch (err) {
        logger.debug({ err, messageId, fact }, 'left a fact to the relay');
      }
    });
  }

  /**
   * Tells what waits in the outbox, for a relay. One that fails does not hold up the others.
   *
   * @throws the first failure
   */
  async relay(messageIds: string[]): Promise<void> {
    const deliveries = messageIds.map(async (messageId) => {
      const fact = await findFact(this.#options.db, messageId);
      if (fact) await this.#deliver(messageId, fact, AbortSignal.timeout(relayTimeoutMs));
    });
    for (const result of await Promise.allSettled(deliveries)) {
      if (result.status === 'rejected') throw result.reason;
    }
  }

  async #deliver(messageId: string, fact: MessageFact, signal: AbortSignal): Promise<void> {
    const { db, service } = this.#options;
    if (fact === 'confirm') await service.confirm(messageId, { signal });
    else await service.removeMessage(messageId, { signal });
    await acknowledgeFact(db, messageId, fact);
  }
}

export interface MessageFactsOptions {
  db: Database;
  service: InternalClient;
  calls: ServiceCalls;
  logger: Logger;
}
