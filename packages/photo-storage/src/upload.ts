import type { S3Client } from '@aws-sdk/client-s3';
import pLimit from 'p-limit';
import { type IncomingPhoto, take } from './incoming-photo.ts';
import { ObjectUpload } from './object-upload.ts';
import { type Part, parts } from './parts.ts';

/** A photo below this size needs no part buffer: it is sent when all of it is there. */
const smallBytes = 256 * 1024;
/** The least that S3 allows for a part that isn't the last. */
const partBytes = 5 * 1024 * 1024;

/**
 * Uploads photos of unknown size in bounded memory. S3 wants to know the size of what it is sent, so a photo is cut into
 * parts, and each part has to be in memory once: 5 MiB, in a buffer that the next upload uses again. There are only so many
 * of these buffers. Whoever waits for one is not read on, after 256 KiB: TCP's flow control makes the sender wait too.
 *
 * (The SDK's `lib-storage` has a part in memory twice, and makes a new one each time: three times as much, measured.)
 */
export class Uploader {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #large;
  readonly #idleBuffers: Buffer[] = [];

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
    const upload = new ObjectUpload(this.#client, this.#bucket, key, photo);
    if (size < smallBytes) await upload.send(only(Buffer.concat(start)));
    else await this.#large(() => this.#sendLarge(upload, start, chunks));
  }

  async #sendLarge(upload: ObjectUpload, start: Buffer[], rest: AsyncGenerator<Buffer, void>) {
    const buffer = this.#idleBuffers.pop() ?? Buffer.allocUnsafeSlow(partBytes);
    try {
      await upload.send(parts(joined(start, rest), buffer));
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
