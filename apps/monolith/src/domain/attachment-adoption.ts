import type {
  AttachmentSnapshot,
  InternalClient,
  SnapshotsRequest,
} from '@photos/attachment-contract/internal';
import { mergeSnapshots } from '@photos/attachment-replication';
import { type Logger, metrics } from '@photos/service-kit';
import type { Database } from '../data-access/database.ts';
import { isForeignKeyViolation } from '../data-access/database-errors.ts';
import type { ServiceCalls } from './service-calls.ts';

const adoptions = metrics.counter({
  name: 'attachment_adoptions_total',
  help: "Attachments whose service's copy was newer than the local row, or without one",
});

/**
 * Brings the local table up to the service before a write, by the same merge that the service uses.
 *
 * A write must win over all that was written before it. Next to instances of the following phase,
 * and after it was undone, that includes what went to the service alone; the local row may not even
 * exist. After the merge it does, with a version that the write then counts up from.
 */
export class AttachmentAdoption {
  readonly #db: Database;
  readonly #service: InternalClient;
  readonly #logger: Logger;
  readonly #calls: ServiceCalls;

  constructor({ db, service, calls, logger }: AttachmentAdoptionOptions) {
    this.#db = db;
    this.#service = service;
    this.#logger = logger;
    this.#calls = calls;
  }

  /**
   * Never rejects for the service's sake: when it can't be asked, the write goes on with the local
   * row, if there is one.
   *
   * @returns whether the service could be asked
   */
  async adopt(request: SnapshotsRequest): Promise<boolean> {
    const snapshots = await this.#calls
      .make((signal) => this.#service.snapshots(request, { signal }))
      .catch((err) => {
        this.#logger.debug({ err }, 'wrote without asking the service');
      });
    if (!snapshots) return false;
    await this.#merge(snapshots);
    return true;
  }

  async #merge(snapshots: AttachmentSnapshot[]): Promise<void> {
    if (snapshots.length === 0) return;
    const query = this.#db.$queryRawUnsafe.bind(this.#db);
    try {
      adoptions.inc((await mergeSnapshots(query, snapshots)).length);
    } catch (error) {
      // Photos of a message that is still to be posted: nobody has them to write to yet.
      if (!isForeignKeyViolation(error)) throw error;
    }
  }
}

export interface AttachmentAdoptionOptions {
  db: Database;
  service: InternalClient;
  calls: ServiceCalls;
  logger: Logger;
}
