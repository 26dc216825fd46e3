import type { S3Client } from '@aws-sdk/client-s3';
import pLimit from 'p-limit';
import { StorageUnavailableError } from './errors.ts';
import { type IncomingPhoto, take } from './incoming-photo.ts';
import { uploadObject } from './object-upload.ts';
import { spool } from './spool.ts';

/** A photo below this size waits for nothing: it is sent when all of it is there. */
const smallBytes = 256 * 1024;
/** How many photos are sent from disk at a time. They depend on no sender any more, so two are enough. */
const spooledAtOnce = 2;

/**
 * Uploads photos of unknown size in bounded memory. S3 wants to know the size of what it is sent, so a photo is cut into
 * parts of 5 MiB, and these have to be in memory for as long as the sender takes. So only so many photos are sent on while
 * they come. Nobody waits for a place among them: a photo that comes when all are taken goes to disk, and from there into
 * the store. Slow senders hold up nobody but themselves.
 */
export class Uploader {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #spooled = pLimit(spooledAtOnce);
  #streamsLeft: number;

  constructor(client: S3Client, bucket: string, streamsAtOnce: number) {
    this.#client = client;
    this.#bucket = bucket;
    this.#streamsLeft = streamsAtOnce;
  }

  /**
   * Stores all of a photo under a key, or nothing.
   *
   * @throws StorageUnavailableError, also when the disk takes no more; or what reading the photo throws
   */
  async upload(key: string, photo: IncomingPhoto): Promise<void> {
    const chunks = photo.chunks();
    const send = (body: AsyncIterable<Buffer> | Buffer) =>
      uploadObject(this.#client, {
        bucket: this.#bucket,
        key,
        contentType: photo.contentType,
        body,
      });
    try {
      const start = await take(chunks, smallBytes);
      const size = start.reduce((sum, chunk) => sum + chunk.byteLength, 0);
      if (size < smallBytes) await send(Buffer.concat(start));
      else await this.#uploadLarge(joined(start, chunks), send);
    } catch (error) {
      throw photo.failure ?? new StorageUnavailableError(error);
    } finally {
      await chunks.return(); // lets go of the stream, so that it can be drained
    }
  }

  async #uploadLarge(
    chunks: AsyncIterable<Buffer>,
    send: (body: AsyncIterable<Buffer>) => Promise<void>,
  ): Promise<void> {
    if (this.#streamsLeft === 0) {
      return await spool(chunks, (spooled) => this.#spooled(() => send(spooled)));
    }
    this.#streamsLeft--;
    try {
      await send(chunks);
    } finally {
      this.#streamsLeft++;
    }
  }
}

async function* joined(start: Buffer[], rest: AsyncGenerator<Buffer, void>) {
  yield* start.splice(0);
  yield* rest;
}
