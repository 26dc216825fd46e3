import type { S3Client } from '@aws-sdk/client-s3';
import pLimit from 'p-limit';
import { StorageUnavailableError } from './errors.ts';
import { type IncomingPhoto, take } from './incoming-photo.ts';
import { ObjectUpload } from './object-upload.ts';
import { type Part, parts } from './parts.ts';
import { spool } from './spool.ts';

/** A photo below this size needs no part buffer: it is sent when all of it is there. */
const smallBytes = 256 * 1024;
/** The least that S3 allows for a part that isn't the last. */
const partBytes = 5 * 1024 * 1024;
/** How many photos are sent from disk at a time. They depend on no sender any more, so two are enough. */
const spooledAtOnce = 2;

/**
 * Uploads photos of unknown size in bounded memory. S3 wants to know the size of what it is sent, so a photo is cut into
 * parts, and each part has to be in memory once: 5 MiB, in a buffer that the next upload uses again. There are only so many
 * of these buffers, and whoever has one keeps it for as long as the sender takes. So nobody waits for one: a photo that comes
 * when all are taken goes to disk, and from there into the store. Slow senders hold up nobody but themselves.
 *
 * (The SDK's `lib-storage` has a part in memory twice, and makes a new one each time: three times as much, measured.)
 */
export class Uploader {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #spooled = pLimit(spooledAtOnce);
  readonly #idleBuffers: Buffer[] = [];
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
    try {
      const start = await take(chunks, smallBytes);
      const size = start.reduce((sum, chunk) => sum + chunk.byteLength, 0);
      const upload = new ObjectUpload(this.#client, this.#bucket, key, photo.contentType);
      if (size < smallBytes) await upload.send(only(Buffer.concat(start)));
      else await this.#uploadLarge(upload, joined(start, chunks));
    } catch (error) {
      throw photo.failure ?? new StorageUnavailableError(error);
    } finally {
      await chunks.return(); // lets go of the stream, so that it can be drained
    }
  }

  async #uploadLarge(upload: ObjectUpload, chunks: AsyncIterable<Buffer>): Promise<void> {
    if (this.#streamsLeft === 0) {
      return await spool(chunks, (spooled) => this.#spooled(() => this.#send(upload, spooled)));
    }
    this.#streamsLeft--;
    try {
      await this.#send(upload, chunks);
    } finally {
      this.#streamsLeft++;
    }
  }

  async #send(upload: ObjectUpload, chunks: AsyncIterable<Buffer>): Promise<void> {
    const buffer = this.#idleBuffers.pop() ?? Buffer.allocUnsafeSlow(partBytes);
    try {
      await upload.send(parts(chunks, buffer));
    } finally {
      this.#idleBuffers.push(buffer);
    }
  }
}

async function* only(bytes: Buffer): AsyncGenerator<Part, void> {
  yield { bytes, last: true };
}

async function* joined(start: Buffer[], rest: AsyncGenerator<Buffer, void>) {
  yield* start.splice(0);
  yield* rest;
}
