import type { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  NoSuchKey,
  type S3Client,
} from '@aws-sdk/client-s3';
import { PhotoNotFoundError, StorageUnavailableError } from './errors.ts';
import { IncomingPhoto, type PhotoSummary } from './incoming-photo.ts';
import { createS3Client, type S3Options } from './s3.ts';
import { Uploader } from './upload.ts';

export interface PhotoStorageOptions extends S3Options {
  bucket: string;
  /** The most bytes a photo may have; 20 MiB unless given. */
  maxBytes?: number;
  /** How long an upload may send nothing; 30 seconds unless given. */
  stallTimeoutMs?: number;
  /**
   * How many photos of 256 KiB and more are sent on while they come, each with some 15 MiB of memory; 4 unless given. More
   * than these go over the disk.
   */
  streamsAtOnce?: number;
}

/** Both ends included, as in HTTP. */
export interface ByteRange {
  start: number;
  end: number;
}

const prefix = 'attachments/';

/** Photos as objects `attachments/<id>` of one bucket. */
export class PhotoStorage {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #uploader: Uploader;
  readonly #limits: { maxBytes: number; stallTimeoutMs: number };

  constructor(options: PhotoStorageOptions) {
    const { maxBytes = 20 * 1024 * 1024, stallTimeoutMs = 30_000, streamsAtOnce = 4 } = options;
    this.#client = createS3Client(options);
    this.#bucket = options.bucket;
    this.#uploader = new Uploader(this.#client, options.bucket, streamsAtOnce);
    this.#limits = { maxBytes, stallTimeoutMs };
  }

  /**
   * Streams a photo into the store. It is recognised before anything is sent; when anything fails, no object and no part
   * of one is left. The stream is never destroyed: what wasn't read of it is the caller's to drain.
   *
   * @throws UnsupportedPhotoTypeError, PhotoTooLargeError, UploadStalledError, StorageUnavailableError, the signal's
   * reason, or the stream's own error
   */
  async store(id: string, stream: Readable, options: Abortable = {}): Promise<PhotoSummary> {
    const photo = await IncomingPhoto.from(stream, { ...this.#limits, ...options });
    await this.#uploader.upload(prefix + id, photo);
    return photo.summary();
  }

  /**
   * Opens a photo's bytes, or a range of them. The body is the caller's to read or destroy.
   *
   * @returns the body, and how many bytes it has
   * @throws PhotoNotFoundError, StorageUnavailableError
   */
  async open(
    id: string,
    { range, signal }: Abortable & { range?: ByteRange | undefined } = {},
  ): Promise<{ body: Readable; byteSize: number }> {
    const Range = range && `bytes=${range.start}-${range.end}`;
    const command = new GetObjectCommand({ ...this.#at(id), Range });
    try {
      const object = await this.#client.send(command, signal ? { abortSignal: signal } : {});
      return { body: object.Body as Readable, byteSize: object.ContentLength ?? 0 };
    } catch (error) {
      if (error instanceof NoSuchKey) throw new PhotoNotFoundError(id);
      throw new StorageUnavailableError(error);
    }
  }

  /**
   * Deletes a photo. That there is none is no error.
   *
   * @throws StorageUnavailableError
   */
  async delete(id: string): Promise<void> {
    await this.#available(() => this.#client.send(new DeleteObjectCommand(this.#at(id))));
  }

  /**
   * Succeeds when the bucket can be reached.
   *
   * @throws StorageUnavailableError
   */
  async check(): Promise<void> {
    await this.#available(() => this.#client.send(new HeadBucketCommand({ Bucket: this.#bucket })));
  }

  /** Closes the connections to the store. */
  close(): void {
    this.#client.destroy();
  }

  #at(id: string) {
    return { Bucket: this.#bucket, Key: prefix + id };
  }

  async #available<T>(request: () => Promise<T>): Promise<T> {
    return request().catch((error) => {
      throw new StorageUnavailableError(error);
    });
  }
}

interface Abortable {
  signal?: AbortSignal | undefined;
}

/** Opens a bucket of photos. Connects only when it has to. */
export function createPhotoStorage(options: PhotoStorageOptions): PhotoStorage {
  return new PhotoStorage(options);
}
