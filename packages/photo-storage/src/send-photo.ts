import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { notFound, Problem, unavailable } from '@photos/service-kit';
import { create as contentDisposition } from 'content-disposition';
import type { Request, Response } from 'express';
import { PhotoNotFoundError, StorageUnavailableError } from './errors.ts';
import type { ByteRange, PhotoStorage } from './photo-storage.ts';
import { isNotModified, requestedRange } from './preconditions.ts';
import { guardAgainstStall } from './stall-guard.ts';

export interface Photo {
  id: string;
  /** Lower-case hex; the ETag. */
  sha256: string;
  byteSize: number;
  contentType: string;
  /** What the user called it. */
  fileName: string;
}

const storeStallTimeoutMs = 30_000;

/**
 * Answers a GET or HEAD with a photo, as RFC 9110 has it: strong ETag and If-None-Match, single ranges and If-Range. Only
 * who may see the photo may get here.
 *
 * Before the answer has begun, a failing store is a 503 problem; after that, the connection is cut. A client that goes
 * away is no error.
 *
 * @throws Problem 404 when there is no such object, 416, 503
 */
export async function sendPhoto(
  req: Request,
  res: Response,
  { storage, photo }: { storage: PhotoStorage; photo: Photo },
): Promise<void> {
  const etag = etagOf(photo);
  if (isNotModified(req, etag)) {
    res.status(304).set(validators(photo)).end();
    return;
  }
  const range = requestedRange(req, etag, photo.byteSize);
  if (range === 'unsatisfiable') throw rangeNotSatisfiable(photo.byteSize);

  if (req.method === 'HEAD') describe(res, photo, photo.byteSize).end();
  else await sendBody(res, storage, photo, range === 'whole' ? undefined : range);
}

const etagOf = ({ sha256 }: Photo) => `"${sha256}"`;

function validators(photo: Photo) {
  return {
    ETag: etagOf(photo),
    'Cache-Control': 'private, no-cache',
    'Accept-Ranges': 'bytes',
  };
}

function describe(res: Response, photo: Photo, byteSize: number): Response {
  return res.set({
    ...validators(photo),
    'Content-Type': photo.contentType,
    'Content-Length': String(byteSize),
    'X-Content-Type-Options': 'nosniff',
    'Content-Disposition': contentDisposition(photo.fileName, { type: 'inline' }),
  });
}

async function sendBody(
  res: Response,
  storage: PhotoStorage,
  photo: Photo,
  range: ByteRange | undefined,
): Promise<void> {
  // It emits no second `close`: nothing would stop what is begun now.
  if (res.closed) return;
  const clientGone = new AbortController();
  res.once('close', () => clientGone.abort());
  try {
    const { body, byteSize } = await storage.open(photo.id, { range, signal: clientGone.signal });
    describe(res, photo, byteSize);
    if (range) {
      res.status(206).set('Content-Range', `bytes ${range.start}-${range.end}/${photo.byteSize}`);
    }
    await pipeline(body, fromStore, res);
  } catch (error) {
    if (clientGone.signal.aborted && !(error instanceof StoreBrokeOffError)) return;
    throw problemOfStorageError(error);
  }
}

/** Tells the store's failures from the client's. */
class StoreBrokeOffError extends StorageUnavailableError {}

async function* fromStore(body: Readable): AsyncGenerator<Buffer, void> {
  const stalled = () => new Error(`The store sent nothing for ${storeStallTimeoutMs} ms.`);
  try {
    yield* guardAgainstStall(body, { stallTimeoutMs: storeStallTimeoutMs, stalled });
  } catch (error) {
    throw new StoreBrokeOffError(error);
  }
}

function problemOfStorageError(error: unknown): unknown {
  if (error instanceof PhotoNotFoundError) return notFound('The photo is gone.');
  if (error instanceof StorageUnavailableError) {
    return unavailable('Photos are unavailable for now.', 5, error);
  }
  return error;
}

function rangeNotSatisfiable(byteSize: number): Problem {
  return new Problem({
    name: 'range-not-satisfiable',
    status: 416,
    title: 'Range not satisfiable',
    detail: `The photo has ${byteSize} bytes.`,
    headers: { 'Content-Range': `bytes */${byteSize}` },
  });
}
