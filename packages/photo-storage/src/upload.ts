import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import pLimit from 'p-limit';
import { StorageUnavailableError } from './errors.ts';
import { type IncomingPhoto, take } from './incoming-photo.ts';

/** A photo up to this size is sent as soon as all of it is there. */
const smallBytes = 512 * 1024;
/** The least that S3 allows for a part that isn't the last. */
const partBytes = 5 * 1024 * 1024;
/** How long cleaning up after a failed upload may take. */
const cleanUpTimeoutMs = 5_000;

/**
 * Uploads photos of unknown size, in parts. A large photo takes about 10 MiB while it is on its way (a part and the chunks
 * it was put together from), whatever its size, so only so many are let through at a time. The others wait with what they
 * have sent so far, at most half a MiB, and are not read on: TCP's flow control makes their senders wait too.
 */
export class Uploader {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #large;

  constructor(client: S3Client, bucket: string, largeUploadsAtOnce: number) {
    this.#client = client;
    this.#bucket = bucket;
    this.#large = pLimit(largeUploadsAtOnce);
  }

  /**
   * Stores all of a photo under a key, or nothing.
   *
   * @throws StorageUnavailableError, or what reading the photo throws
   */
  async upload(key: string, photo: IncomingPhoto): Promise<void> {
    const chunks = photo.chunks();
    const start = await take(chunks, smallBytes);
    const size = start.reduce((sum, chunk) => sum + chunk.byteLength, 0);
    if (size < smallBytes) await this.#putSmall(key, photo, Buffer.concat(start));
    else await this.#large(() => this.#putLarge(key, photo, start, chunks));
  }

  async #putSmall(key: string, photo: IncomingPhoto, bytes: Buffer): Promise<void> {
    try {
      await this.#client.send(new PutObjectCommand(this.#params(key, photo, bytes)));
    } catch (error) {
      await this.#cleanUp(key, undefined);
      throw new StorageUnavailableError(error);
    }
  }

  async #putLarge(
    key: string,
    photo: IncomingPhoto,
    start: Buffer[],
    rest: AsyncGenerator<Buffer, void>,
  ): Promise<void> {
    const body = Readable.from(joined(start, rest), { objectMode: false });
    const upload = new Upload({
      client: this.#client,
      params: this.#params(key, photo, body),
      queueSize: 1,
      partSize: partBytes,
      leavePartsOnError: true, // cleanUp removes them, and takes no longer than it may
    });
    try {
      await upload.done();
    } catch (error) {
      body.destroy();
      await this.#cleanUp(key, upload.uploadId);
      throw photo.failure ?? new StorageUnavailableError(error);
    }
  }

  #params(key: string, photo: IncomingPhoto, body: Buffer | Readable) {
    return { Bucket: this.#bucket, Key: key, ContentType: photo.contentType, Body: body };
  }

  /** A request that has failed here may have succeeded there. */
  async #cleanUp(key: string, uploadId: string | undefined): Promise<void> {
    const where = { Bucket: this.#bucket, Key: key };
    const options = { abortSignal: AbortSignal.timeout(cleanUpTimeoutMs) };
    if (uploadId !== undefined) {
      const abort = new AbortMultipartUploadCommand({ ...where, UploadId: uploadId });
      await this.#client.send(abort, options).catch(() => {});
    }
    await this.#client.send(new DeleteObjectCommand(where), options).catch(() => {});
  }
}

async function* joined(start: Buffer[], rest: AsyncGenerator<Buffer, void>) {
  yield* start.splice(0);
  yield* rest;
}
