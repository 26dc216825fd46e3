import type { Readable } from 'node:stream';
import type { Attachment } from '@photos/attachment-contract';
import type { PhotoStorage } from '@photos/photo-storage';
import { groupCommit, type Logger, metrics, requestTimeout } from '@photos/service-kit';
import { v7 as uuidv7 } from 'uuid';
import type { Database } from '../data-access/database.ts';
import { expediteDisposal, scheduleDisposals } from '../data-access/object-disposal-store.ts';
import { deleteUpload, insertUpload } from '../data-access/upload-store.ts';
import type { Grant } from './grants.ts';

const uploadBytes = metrics.counter({
  name: 'upload_bytes_total',
  help: 'Bytes of photos stored',
});

/** Photos on their way into the bucket, to be claimed by a message later. */
export class Uploads {
  readonly #options: UploadsOptions;
  readonly #scheduleDisposal: (id: string) => Promise<void>;

  constructor(options: UploadsOptions) {
    this.#options = options;
    const { db, graceSeconds } = options;
    this.#scheduleDisposal = groupCommit((ids) => scheduleDisposals(db.query, ids, graceSeconds));
  }

  /**
   * Stores a photo. Its object is due for disposal from before its first byte on, until the upload's
   * row is there: so whatever happens to this process, no object stays without a row. The disposal
   * may come while the bucket still takes its time over the last byte; then there is another one.
   *
   * @throws what the storage throws; Problem 408 when it took longer than an unused upload may stay
   */
  async receive(grant: Grant, fileName: string, content: Readable): Promise<Attachment> {
    const { db, storage, graceSeconds } = this.#options;
    const id = uuidv7();
    // Begins before the disposal's own time does: what comes in after that is not taken any more.
    const expired = AbortSignal.timeout(graceSeconds * 1_000);
    await this.#scheduleDisposal(id);
    let mayBeKept = false;
    try {
      const stored = await storage.store(id, content, { signal: expired });
      uploadBytes.inc(stored.byteSize);
      const { userId: uploaderId, conversationId } = grant;
      mayBeKept = true;
      const upload = await insertUpload(db.query, {
        ...{ id, fileName, conversationId, uploaderId },
        ...stored,
      });
      if (upload) return upload;
      mayBeKept = false;
      throw uploadTookTooLong();
    } catch (error) {
      await this.#abandon(id, mayBeKept);
      throw expired.aborted ? uploadTookTooLong() : error;
    }
  }

  /** Deletes an upload that its request turned out not to be good for. Never rejects. */
  async discard({ userId: uploaderId }: Grant, id: string): Promise<void> {
    const { db, logger } = this.#options;
    await deleteUpload(db.query, { id, uploaderId }).catch((err) =>
      logger.warn({ err, id }, 'left an upload'),
    );
  }

  async #abandon(id: string, mayBeKept: boolean): Promise<void> {
    const { query } = this.#options.db;
    try {
      if (mayBeKept) await expediteDisposal(query, id);
      else await scheduleDisposals(query, [id], 0);
    } catch (err) {
      // It is due anyway, later, unless it was disposed of before.
      this.#options.logger.warn({ err, id }, 'could not have an abandoned upload disposed of');
    }
  }
}

export interface UploadsOptions {
  db: Database;
  storage: PhotoStorage;
  /** How long an upload that no message claims may stay. */
  graceSeconds: number;
  logger: Logger;
}

const uploadTookTooLong = () => requestTimeout('The upload took too long.');
