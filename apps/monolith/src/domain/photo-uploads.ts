import type { Readable } from 'node:stream';
import type { PhotoStorage } from '@photos/photo-storage';
import type { PhotoSink } from '@photos/photo-upload';
import { type Logger, metrics, requestTimeout } from '@photos/service-kit';
import { v7 as uuidv7 } from 'uuid';
import type { Database } from '../data-access/database.ts';
import { disposeOf, expediteDisposals } from '../data-access/object-disposal-store.ts';

const uploadBytes = metrics.counter({
  name: 'upload_bytes_total',
  help: 'Bytes of photos stored',
});

/** What makes a photo the same photo, for a replay of its upload. */
export interface PhotoIdentity {
  fileName: string;
  sha256: string;
}

/** A photo in the bucket that no message has claimed yet. */
export interface UploadedPhoto extends PhotoIdentity {
  id: string;
  contentType: string;
  byteSize: number;
}

/**
 * The photos of one request on their way into the bucket. Each object is due for disposal from
 * before its first byte on, so whatever happens to this process, none stays without a row. The
 * disposal may come while the bucket still takes its time over the last byte; then there is another
 * one.
 */
export class PhotoUploads implements PhotoSink<UploadedPhoto> {
  readonly #db: Database;
  readonly #storage: PhotoStorage;
  readonly #scheduleDisposal: (photoId: string) => Promise<void>;
  readonly #graceSeconds: number;
  readonly #logger: Logger;
  readonly #ids: string[] = [];
  readonly #running: Promise<unknown>[] = [];
  readonly #abandoned = new AbortController();

  constructor({ db, storage, scheduleDisposal, graceSeconds, logger }: PhotoUploadsOptions) {
    this.#db = db;
    this.#storage = storage;
    this.#scheduleDisposal = scheduleDisposal;
    this.#graceSeconds = graceSeconds;
    this.#logger = logger;
  }

  put(fileName: string, content: Readable): Promise<UploadedPhoto> {
    const upload = this.#store(fileName, content);
    this.#running.push(upload.catch(() => {}));
    return upload;
  }

  /**
   * Gives up on all photos of the request: stops those under way, and has every object deleted. If
   * they `mayBeKept`, those that a message has stay.
   */
  async abandon({ mayBeKept }: { mayBeKept: boolean }): Promise<void> {
    this.#abandoned.abort();
    await Promise.all(this.#running);
    try {
      if (mayBeKept) await expediteDisposals(this.#db, this.#ids);
      else await disposeOf(this.#db, this.#ids);
    } catch (error) {
      // They are due anyway, later, unless they were disposed of before.
      this.#logger.warn({ err: error }, 'could not hasten the disposal of abandoned uploads');
    }
  }

  async #store(fileName: string, content: Readable): Promise<UploadedPhoto> {
    const id = uuidv7();
    // Begins before the disposal's own time does: what comes in after that is not taken any more.
    const expired = AbortSignal.timeout(this.#graceSeconds * 1_000);
    await this.#scheduleDisposal(id);
    this.#ids.push(id);
    const signal = AbortSignal.any([this.#abandoned.signal, expired]);
    try {
      const stored = await this.#storage.store(id, content, { signal });
      uploadBytes.inc(stored.byteSize);
      return { id, fileName, ...stored };
    } catch (error) {
      throw expired.aborted ? uploadTookTooLong() : error;
    }
  }
}

export interface PhotoUploadsOptions {
  db: Database;
  storage: PhotoStorage;
  /** Has the object disposed of after `graceSeconds`, unless a message claims it. */
  scheduleDisposal: (photoId: string) => Promise<void>;
  /** How long an upload that no message claims may stay. */
  graceSeconds: number;
  logger: Logger;
}

/** Looks at photos and stores nothing: for a request that was already carried out. */
export class PhotoInspections implements PhotoSink<PhotoIdentity> {
  readonly #storage: PhotoStorage;

  constructor(storage: PhotoStorage) {
    this.#storage = storage;
  }

  async put(fileName: string, content: Readable): Promise<PhotoIdentity> {
    const { sha256 } = await this.#storage.inspect(content);
    return { fileName, sha256 };
  }
}

export const uploadTookTooLong = () => requestTimeout('The upload took too long.');
