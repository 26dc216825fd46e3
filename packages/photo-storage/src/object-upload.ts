import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { Part } from './parts.ts';

/** How long cleaning up after a failed upload may take. */
const cleanUpTimeoutMs = 5_000;

/** One photo on its way to its key: in one request if it has one part only, else as a multipart upload. */
export class ObjectUpload {
  readonly #client: S3Client;
  readonly #where: { Bucket: string; Key: string };
  readonly #contentType: string;
  readonly #sent: CompletedPart[] = [];
  #multipartId: string | undefined;
  #begun = false;

  constructor(client: S3Client, bucket: string, key: string, contentType: string) {
    this.#client = client;
    this.#where = { Bucket: bucket, Key: key };
    this.#contentType = contentType;
  }

  /**
   * Sends all parts, one at a time. When it fails, nothing is left in the store.
   *
   * @throws what the store's client or making the parts throws
   */
  async send(parts: AsyncIterable<Part>): Promise<void> {
    try {
      for await (const { bytes, last } of parts) {
        if (last && this.#multipartId === undefined) await this.#put(bytes);
        else await this.#sendPart(bytes);
      }
      if (this.#multipartId !== undefined) await this.#complete();
    } catch (error) {
      await this.#cleanUp();
      throw error;
    }
  }

  async #put(bytes: Buffer): Promise<void> {
    this.#begun = true;
    const ContentType = this.#contentType;
    await this.#client.send(new PutObjectCommand({ ...this.#where, ContentType, Body: bytes }));
  }

  async #sendPart(bytes: Buffer): Promise<void> {
    this.#multipartId ??= await this.#beginMultipart();
    const PartNumber = this.#sent.length + 1;
    const { ETag, ChecksumCRC32 } = await this.#client.send(
      new UploadPartCommand({
        ...this.#where,
        UploadId: this.#multipartId,
        PartNumber,
        Body: bytes,
        ChecksumAlgorithm: 'CRC32',
      }),
    );
    this.#sent.push({ PartNumber, ETag, ChecksumCRC32 });
  }

  async #beginMultipart(): Promise<string | undefined> {
    this.#begun = true;
    const ContentType = this.#contentType;
    const { UploadId } = await this.#client.send(
      new CreateMultipartUploadCommand({ ...this.#where, ContentType, ChecksumAlgorithm: 'CRC32' }),
    );
    return UploadId;
  }

  async #complete(): Promise<void> {
    await this.#client.send(
      new CompleteMultipartUploadCommand({
        ...this.#where,
        UploadId: this.#multipartId,
        MultipartUpload: { Parts: this.#sent },
      }),
    );
  }

  /** A request that has failed here may have succeeded there, so the object is deleted whatever it was that failed. */
  async #cleanUp(): Promise<void> {
    if (!this.#begun) return;
    const options = { abortSignal: AbortSignal.timeout(cleanUpTimeoutMs) };
    if (this.#multipartId !== undefined) {
      const abort = new AbortMultipartUploadCommand({
        ...this.#where,
        UploadId: this.#multipartId,
      });
      await this.#client.send(abort, options).catch(() => {});
    }
    await this.#client.send(new DeleteObjectCommand(this.#where), options).catch(() => {});
  }
}
