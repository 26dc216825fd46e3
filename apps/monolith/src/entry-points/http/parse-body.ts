import { tooLarge } from '@photos/service-kit';
import type { Request, RequestHandler, Response } from 'express';

export interface ParseBodyOptions {
  /** Bytes after which the request is answered, whatever is still to come. */
  maxBytes: number;
  /** Aborted when the request is to be answered at once. */
  signal?: AbortSignal;
}

/**
 * Runs a parser of request bodies. A parser reads on to the end of a body that it has refused, so
 * that a client which sends all before it listens hears why. Here that has an end, because a
 * body may have none.
 *
 * @throws what the parser says is wrong; Problem 413 when the body is too large; the signal's reason
 */
export function parseBody(
  parser: RequestHandler,
  req: Request,
  res: Response,
  { maxBytes, signal }: ParseBodyOptions,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let parsed = false;
  parser(req, res, (error?: unknown) => {
    parsed = true;
    if (error) reject(error);
    else resolve();
  });
  if (parsed) return promise;

  let bytes = 0;
  const count = (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBytes) reject(tooLarge('The request body is too large.'));
  };
  const abort = () => reject(signal?.reason);
  req.on('data', count);
  signal?.addEventListener('abort', abort);
  return promise.finally(() => {
    req.off('data', count);
    signal?.removeEventListener('abort', abort);
  });
}
