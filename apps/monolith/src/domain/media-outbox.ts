import type { InternalClient } from '@photos/attachment-contract/internal';
import type { Logger } from '@photos/service-kit';
import type { Database } from '../data-access/database.ts';
import {
  acknowledgeCommand,
  enqueueCommand,
  findCommand,
  type OutboxCommand,
} from '../data-access/media-outbox-store.ts';
import type { UnitOfWork } from '../data-access/unit-of-work.ts';
import type { ServiceCalls } from './service-calls.ts';

/** What a relay waits for the media service, as nobody waits for the relay. */
const relayTimeoutMs = 3_000;

/**
 * Tells the media service which messages came to be and which are deleted: a transactional outbox.
 * Each command is enqueued in the transaction that calls for it, so that the service gets it
 * whatever happens then.
 */
export class MediaOutbox {
  readonly #options: MediaOutboxOptions;

  constructor(options: MediaOutboxOptions) {
    this.#options = options;
  }

  /** Enqueues a command, and sends it after the commit; what fails then is left to the relay. */
  async enqueue(unit: UnitOfWork, messageId: string, command: OutboxCommand): Promise<void> {
    const { calls, logger } = this.#options;
    await enqueueCommand(unit.tx, messageId, command);
    unit.afterCommit(async () => {
      try {
        await this.#deliver(messageId, command, (call) => calls.make(call));
      } catch (err) {
        logger.debug({ err, messageId, command }, 'left a command to the relay');
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
      const command = await findCommand(this.#options.db, messageId);
      if (command) await this.#deliver(messageId, command, callForRelay);
    });
    for (const result of await Promise.allSettled(deliveries)) {
      if (result.status === 'rejected') throw result.reason;
    }
  }

  async #deliver(messageId: string, command: OutboxCommand, make: MakeCall): Promise<void> {
    const { db, service } = this.#options;
    await make((signal) =>
      command === 'confirm'
        ? service.confirm(messageId, { signal })
        : service.removeMessage(messageId, { signal }),
    );
    await acknowledgeCommand(db, messageId, command);
  }
}

type MakeCall = (call: (signal: AbortSignal) => Promise<void>) => Promise<void>;

const callForRelay: MakeCall = (call) => call(AbortSignal.timeout(relayTimeoutMs));

export interface MediaOutboxOptions {
  db: Database;
  service: InternalClient;
  calls: ServiceCalls;
  logger: Logger;
}
