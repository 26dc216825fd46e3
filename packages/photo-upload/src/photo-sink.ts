import type { Readable } from 'node:stream';

/** Where the photos of a request go while it is being read. */
export interface PhotoSink<T> {
  /** Reads the stream to its end, or rejects without having done so. */
  put(fileName: string, content: Readable): Promise<T>;
}
