import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { PhotoTooLargeError, UploadStalledError } from './errors.ts';
import { photoType, sampleBytes } from './photo-type.ts';
import { guardAgainstStall } from './stall-guard.ts';

export interface IncomingLimits {
  maxBytes: number;
  stallTimeoutMs: number;
  signal?: AbortSignal | undefined;
}

export interface PhotoSummary {
  contentType: string;
  byteSize: number;
  /** Lower-case hex. */
  sha256: string;
}

/**
 * A photo on its way in. Its type is known from its first bytes; its size and hash are computed while its chunks are read,
 * and are known at the end. Reading throws PhotoTooLargeError, UploadStalledError, the signal's reason or the stream's own
 * error.
 */
export class IncomingPhoto {
  readonly contentType: string;
  /** Why the photo could not be read to its end. */
  failure: unknown;
  readonly #hash = createHash('sha256');
  readonly #maxBytes: number;
  readonly #start: Buffer[];
  readonly #rest: AsyncGenerator<Buffer, void>;
  #byteSize = 0;

  private constructor(
    contentType: string,
    maxBytes: number,
    start: Buffer[],
    rest: AsyncGenerator<Buffer, void>,
  ) {
    this.contentType = contentType;
    this.#maxBytes = maxBytes;
    this.#start = start;
    this.#rest = rest;
  }

  /**
   * Begins to read a photo. The stream is read no further than it takes to know its type.
   *
   * @throws UnsupportedPhotoTypeError, and all that reading throws
   */
  static async from(stream: Readable, limits: IncomingLimits): Promise<IncomingPhoto> {
    const { maxBytes, stallTimeoutMs, signal } = limits;
    const stalled = () => new UploadStalledError(stallTimeoutMs);
    const chunks = guardAgainstStall(stream, { stallTimeoutMs, stalled, signal });
    try {
      const start = await take(chunks, sampleBytes);
      const contentType = await photoType(Buffer.concat(start).subarray(0, sampleBytes));
      return new IncomingPhoto(contentType, maxBytes, start, chunks);
    } catch (error) {
      await chunks.return(); // lets go of the stream, so that it can be drained
      throw error;
    }
  }

  /** The photo's bytes, once. */
  async *chunks(): AsyncGenerator<Buffer, void> {
    try {
      for (const chunk of this.#start.splice(0)) yield this.#measure(chunk);
      for await (const chunk of this.#rest) yield this.#measure(chunk);
    } catch (error) {
      this.failure = error;
      throw error;
    }
  }

  /** What is known of the photo once all of it was read. */
  summary(): PhotoSummary {
    return {
      contentType: this.contentType,
      byteSize: this.#byteSize,
      sha256: this.#hash.digest('hex'),
    };
  }

  #measure(chunk: Buffer): Buffer {
    this.#byteSize += chunk.byteLength;
    if (this.#byteSize > this.#maxBytes) throw new PhotoTooLargeError(this.#maxBytes);
    this.#hash.update(chunk);
    return chunk;
  }
}

/** Takes chunks until there are so many bytes, or no more chunks. */
export async function take(chunks: AsyncIterator<Buffer, void>, bytes: number): Promise<Buffer[]> {
  const taken: Buffer[] = [];
  for (let size = 0; size < bytes; ) {
    const next = await chunks.next();
    if (next.done) break;
    taken.push(next.value);
    size += next.value.byteLength;
  }
  return taken;
}
