import { ReadableStream } from 'node:stream/web';
import { DeleteObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';

/** How long deleting what a failed upload may have left may take. */
const cleanUpTimeoutMs = 5_000;

export interface NewObject {
  bucket: string;
  key: string;
  contentType: string;
  /** Of any size: in one request if it has one part only, else as a multipart upload, one part at a time. */
  body: AsyncIterable<Buffer> | Buffer;
}

/**
 * Puts an object into the store, or nothing.
 *
 * @throws what the store's client or reading the body throws
 */
export async function uploadObject(client: S3Client, object: NewObject): Promise<void> {
  const where = { Bucket: object.bucket, Key: object.key };
  const Body = Buffer.isBuffer(object.body) ? object.body : ReadableStream.from(object.body);
  const params = { ...where, ContentType: object.contentType, Body };
  try {
    await new Upload({ client, params, queueSize: 1 }).done();
  } catch (error) {
    // A request that has failed here may have succeeded there, so the object is deleted whatever it was that failed.
    const options = { abortSignal: AbortSignal.timeout(cleanUpTimeoutMs) };
    await client.send(new DeleteObjectCommand(where), options).catch(() => {});
    throw error;
  }
}
