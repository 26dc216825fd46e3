import type { InternalClient } from '@photos/attachment-contract/internal';
import type { Logger } from '@photos/service-kit';
import { acknowledgeChanges } from '../data-access/attachment-outbox-store.ts';
import { type AttachmentRow, findSnapshots } from '../data-access/attachment-store.ts';
import type { Database } from '../data-access/database.ts';
import { toSnapshot } from './attachment-of-row.ts';
import { isClientError } from './service-calls.ts';

/** What a relay waits for the media service, as nobody waits for the relay. */
const relayTimeoutMs = 3_000;

/** Brings the media service what earlier phases' instances left in the outbox. */
export class AttachmentReplication {
  readonly #db: Database;
  readonly #service: InternalClient;
  readonly #logger: Logger;

  constructor({ db, service, logger }: AttachmentReplicationOptions) {
    this.#db = db;
    this.#service = service;
    this.#logger = logger;
  }

  /**
   * Brings the latest of these attachments, for a relay.
   *
   * @throws when the service fails; what it refuses is logged, and tried again like the rest
   */
  async relay(ids: string[]): Promise<void> {
    const rows = await findSnapshots(this.#db, ids);
    try {
      await this.#deliver(rows, AbortSignal.timeout(relayTimeoutMs));
    } catch (error) {
      if (!isClientError(error)) throw error;
      // One snapshot that the service does not understand must not hold up the others.
      for (const row of rows) await this.#relayAlone(row);
    }
  }

  async #relayAlone(row: AttachmentRow): Promise<void> {
    try {
      await this.#deliver([row], AbortSignal.timeout(relayTimeoutMs));
    } catch (err) {
      if (!isClientError(err)) throw err;
      this.#logger.error({ err, attachmentId: row.id }, 'media service refuses an attachment');
    }
  }

  async #deliver(rows: AttachmentRow[], signal: AbortSignal): Promise<void> {
    await this.#service.merge(rows.map(toSnapshot), { signal });
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
  logger: Logger;
}
