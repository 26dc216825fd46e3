import { setTimeout as delay } from 'node:timers/promises';
import { paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import type { Stack } from '@photos/local-stack';
import type { Journal } from '../history/journal.ts';
import { countedText } from '../text.ts';

/** Photos are the objects with this prefix; the attachment's id follows. */
const PREFIX = 'attachments/';
const POLL_MS = 1000;

/** How long the apps may take to notice that an object is due, and to delete it. */
export const CLEANUP_MS = 15_000;

export interface BucketOptions {
  stack: Stack;
  journal: Journal;
  signal: AbortSignal;
  /** Every attachment that users can see, with its size. */
  sizes: ReadonlyMap<string, number>;
  /** How long the apps may keep the object of an upload that was never finished. */
  uploadGraceMs: number;
  onProgress(activity: string): void;
}

/**
 * Compares the bucket with what users can see, object by object. Objects of what was deleted or
 * never finished may take a while to go; after that they are orphans.
 *
 * @returns how many objects the bucket has
 */
export async function compareWithBucket(options: BucketOptions): Promise<number> {
  const { stack, journal, sizes } = options;
  const { endpoint, region, bucket, ...credentials } = stack.s3;
  const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  try {
    const objects = await listSettled(s3, bucket, options);
    for (const [attachment, byteSize] of objects) {
      const expectedByteSize = sizes.get(attachment);
      journal.note({
        type: 'object',
        attachment,
        byteSize,
        ...(expectedByteSize === undefined ? { live: false } : { live: true, expectedByteSize }),
      });
    }
    for (const [attachment, expectedByteSize] of sizes) {
      if (objects.has(attachment)) continue;
      journal.note({ type: 'object', attachment, byteSize: null, live: true, expectedByteSize });
    }
    return objects.size;
  } finally {
    s3.destroy();
  }
}

async function listSettled(
  s3: S3Client,
  bucket: string,
  { sizes, signal, uploadGraceMs, onProgress }: BucketOptions,
): Promise<Map<string, number>> {
  const deadline = performance.now() + uploadGraceMs + CLEANUP_MS;
  for (;;) {
    const objects = await list(s3, bucket);
    const superfluous = [...objects.keys()].filter((id) => !sizes.has(id)).length;
    if (superfluous === 0 || performance.now() > deadline) return objects;
    const left = Math.ceil((deadline - performance.now()) / 1000);
    onProgress(
      `${countedText(superfluous, 'object')} still to be cleaned up (waiting up to ${left} s)`,
    );
    await delay(POLL_MS, undefined, { signal });
  }
}

/** Byte sizes by attachment. */
async function list(s3: S3Client, bucket: string): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  for await (const { Contents = [] } of paginateListObjectsV2(
    { client: s3 },
    { Bucket: bucket, Prefix: PREFIX },
  )) {
    for (const { Key = '', Size = 0 } of Contents) sizes.set(Key.slice(PREFIX.length), Size);
  }
  return sizes;
}
