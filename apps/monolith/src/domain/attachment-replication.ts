import { ProblemError } from '@photos/attachment-contract';
import type { InternalClient } from '@photos/attachment-contract/internal';
import type { Logger } from '@photos/service-kit';
import { acknowledgeChanges } from '../data-access/attachment-outbox-store.ts';
import { type AttachmentRow, findSnapshots } from '../data-access/attachment-store.ts';
import type { Database } from '../data-access/database.ts';
import { toSnapshot } from './attachment-of-row.ts';
import { countWrites } from './attachment-writes.ts';
import type { ServiceCalls } from './service-calls.ts';

/** What a relay waits for the media service, as nobody waits for the relay. */
const relayTimeoutMs = 3_000;

/**
 * Brings changes to the media service. What could not be brought stays in the outbox, so a failure
 * here is never the user's: delivering is an attempt, and the outbox is the promise.
 */
export class AttachmentReplication {
  readonly #db: Database;
  readonly #service: InternalClient;
  readonly #logger: Logger;
  readonly #calls: ServiceCalls;

  constructor({ db, service, calls, logger }: AttachmentReplicationOptions) {
    this.#db = db;
    this.#service = service;
    this.#logger = logger;
    this.#calls = calls;
  }

  /** Tries to bring rows that a request has just committed. Never rejects. */
  async replicate(rows: AttachmentRow[]): Promise<void> {
    if (rows.length === 0) return;
    try {
      // The breaker judges the service alone, and not our own database.
      await this.#calls.make((signal) => this.#merge(rows, signal));
      await this.#acknowledge(rows);
    } catch (err) {
      this.#logger.debug({ err }, 'left a change to the relay');
    }
  }

  /**
   * Brings the latest of these attachments, for a relay.
   *
   * @throws when the service fails; what it refuses is logged, and tried again like the rest
   */
  async relay(ids: string[]): Promise<void> {
    const rows = await findSnapshots(this.#db, ids);
    try {
      await this.#deliver(rows);
    } catch (error) {
      if (!isRejectedPayload(error)) throw error;
      // One snapshot that the service does not understand must not hold up the others.
      for (const row of rows) await this.#relayAlone(row);
    }
  }

  async #relayAlone(row: AttachmentRow): Promise<void> {
    try {
      await this.#deliver([row]);
    } catch (err) {
      if (!isRejectedPayload(err)) throw err;
      this.#logger.error({ err, attachmentId: row.id }, 'media service refuses an attachment');
    }
  }

  async #deliver(rows: AttachmentRow[]): Promise<void> {
    await this.#merge(rows, AbortSignal.timeout(relayTimeoutMs));
    await this.#acknowledge(rows);
  }

  async #merge(rows: AttachmentRow[], signal: AbortSignal): Promise<void> {
    await this.#service.merge(rows.map(toSnapshot), { signal });
    countWrites('service', rows.length);
  }

  async #acknowledge(rows: AttachmentRow[]): Promise<void> {
    await acknowledgeChanges(
      this.#db,
      rows.map(({ id, version, deletedAt }) => ({
        attachmentId: id,
        version,
        isDeleted: deletedAt !== null,
      })),
    );
  }
}

export interface AttachmentReplicationOptions {
  db: Database;
  service: InternalClient;
  calls: ServiceCalls;
  logger: Logger;
}

/** The service is well, and says that it does not understand what it was sent. */
function isRejectedPayload(error: unknown): boolean {
  return error instanceof ProblemError && [400, 413, 422].includes(error.status);
}
