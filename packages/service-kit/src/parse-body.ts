import { PassThrough } from 'node:stream';
import type { Request, RequestHandler, Response } from 'express';
import { malformed, tooLarge } from './problem.ts';

/**
 * Runs a parser on the body of a request, as far as the body has bounds. When the parser refuses,
 * or the body is too large, what is still to come is left alone: `linger` throws it away.
 *
 * @returns what the parser takes to be the request, with all that it has put there
 * @throws what the parser says is wrong; Problem 413 when the body has more than `maxBytes`, 400
 *   when the client went away
 */
export async function parseBody(
  parser: RequestHandler,
  req: Request,
  res: Response,
  maxBytes: number,
): Promise<Request> {
  if (Number(req.get('content-length')) > maxBytes) throw bodyTooLarge();
  // It has closed, and won't again: whoever starts to read it now waits for ever.
  if (req.destroyed) throw clientGone();
  const body = boundedBody(req, maxBytes);
  try {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    // Express's parser never calls back when its body fails.
    body.once('error', reject);
    parser(body, res, (error?: unknown) => (error ? reject(error) : resolve()));
    await promise;
    return body;
  } finally {
    body.destroy();
  }
}

/**
 * All of a request that a body parser looks at. It fails when there is too much of it or the client
 * goes away, and can be destroyed without the connection, which is still needed for an answer.
 */
function boundedBody(req: Request, maxBytes: number): Request {
  let bytes = 0;
  const body = new PassThrough({
    transform: (chunk: Buffer, _encoding, done) => {
      bytes += chunk.length;
      done(bytes > maxBytes ? bodyTooLarge() : null, chunk);
    },
  });
  req.once('close', () => {
    if (!req.readableEnded) body.destroy(clientGone());
  });
  // Whoever still listens hears of errors; nobody has to.
  body.on('error', () => {});
  body.once('close', () => req.unpipe(body));
  req.pipe(body);
  return Object.assign(body, { headers: req.headers }) as unknown as Request;
}

const clientGone = () => malformed('The client went away.');
const bodyTooLarge = () => tooLarge('The request body is too large.');
