import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { createS3Client, type S3Options } from '@photos/photo-storage';
import { serverLimits } from '@photos/service-kit';

/**
 * An archive goes in one request, so this has to be enough for all of it. It can't be longer: after
 * `serverLimits.idle` this service's server, the edge, and the `fetch` of who sent the archive hang up.
 */
const requestTimeoutMs = serverLimits.idle - 60_000;

export interface ArchiveStoreOptions extends S3Options {
  bucket: string;
}

/** Archives in the bucket, apart from the photos. */
export class ArchiveStore {
  readonly #s3: S3Client;
  readonly #bucket: string;

  constructor(options: ArchiveStoreOptions) {
    this.#s3 = createS3Client(options, requestTimeoutMs);
    this.#bucket = options.bucket;
  }

  /** Stores an archive. It goes by way of a file, since S3 wants to know its size first. Gives its bytes. */
  async put(name: string, content: Readable): Promise<number> {
    const directory = await mkdtemp(join(tmpdir(), 'archive-'));
    try {
      const file = join(directory, 'archive');
      await pipeline(content, createWriteStream(file));
      const { size } = await stat(file);
      const object = { Bucket: this.#bucket, Key: `archives/${name}`, ContentLength: size };
      await this.#s3.send(new PutObjectCommand({ ...object, Body: createReadStream(file) }));
      return size;
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }

  close(): void {
    this.#s3.destroy();
  }
}
