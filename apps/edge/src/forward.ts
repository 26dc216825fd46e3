import {
  type ClientRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request as startRequest,
} from 'node:http';
import { pipeline } from 'node:stream/promises';
import { type Problem, timedOut, tooLarge } from '@photos/service-kit';
import { type Exchange, linger } from './exchange.ts';
import { endToEnd, hasBody } from './headers.ts';
import { badGateway, gatewayTimeout } from './problems.ts';
import type { Limits } from './settings.ts';
import type { Upstream } from './upstream.ts';

export interface ForwardOptions {
  /** What the app gets as headers. */
  headers: OutgoingHttpHeaders;
  limits: Limits;
}

/** Thrown when the app gave no answer at all: the client has not been answered either. */
export class Unanswered extends Error {
  override name = 'Unanswered';
  /** What to tell the client. */
  readonly problem: Problem;
  /** Whether the very same request may be sent to another instance. */
  readonly repeatable: boolean;
  /** Whether there is nothing that accepts connections. */
  readonly unreachable: boolean;

  constructor(problem: Problem, { repeatable = false, unreachable = false } = {}) {
    super(problem.detail, { cause: problem.cause });
    this.problem = problem;
    this.repeatable = repeatable;
    this.unreachable = unreachable;
  }
}

/**
 * Sends a request on to an instance and its answer back to the client, both as streams with
 * backpressure. Whichever of the two ends gives up, the other one notices.
 * @throws {Unanswered} when the app has not begun to answer
 */
export async function forward(
  exchange: Exchange,
  upstream: Upstream,
  { headers, limits }: ForwardOptions,
): Promise<void> {
  const { request, response } = exchange;
  const outgoing = startRequest({
    agent: upstream.agent,
    host: upstream.host,
    port: upstream.port,
    timeout: limits.upstreamIdleMs,
    method: request.method,
    path: request.url,
    headers,
  });
  const abandon = () => outgoing.destroy();
  response.once('close', abandon);
  upstream.inFlight++;
  try {
    const incoming = await answerTo(outgoing, request, limits);
    // An answer that is an error ends the upload: the app closes its end soon.
    if ((incoming.statusCode as number) >= 400) {
      request.unpipe(outgoing);
      linger(exchange);
    }
    // Only while the client keeps up is it the app that stands still.
    outgoing.on('timeout', () => response.writableNeedDrain || incoming.destroy());
    response.writeHead(incoming.statusCode as number, endToEnd(incoming.headers));
    // Cuts the client's connection when the app breaks off: half an answer must not look whole.
    await pipeline(incoming, response);
  } catch (error) {
    outgoing.destroy();
    throw error;
  } finally {
    upstream.inFlight--;
    response.off('close', abandon);
    request.unpipe(outgoing);
    // Without the end of the request, the connection is of no more use.
    if (!outgoing.writableEnded) outgoing.destroy();
  }
}

/** Sends the request; resolves when the head of the answer is there. */
async function answerTo(
  outgoing: ClientRequest,
  request: IncomingMessage,
  limits: Limits,
): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const refuse = (problem: Problem) => {
    reject(new Unanswered(problem));
    outgoing.destroy();
  };
  // What waits to be sent on shows that it is the app that stands still, not the client.
  const standsStill = () =>
    refuse(
      request.complete || outgoing.writableNeedDrain
        ? gatewayTimeout()
        : timedOut('The request stopped coming.'),
    );
  let received = 0;
  const count = (chunk: Buffer) => {
    received += chunk.length;
    if (received > limits.bodyBytes) refuse(tooLarge('The request body is too large.'));
  };

  outgoing.on('error', (error) => reject(unanswered(error, request)));
  outgoing.once('close', () => reject(unanswered(new Error('connection closed'), request)));
  outgoing.once('response', resolve);
  outgoing.on('timeout', standsStill);
  if (hasBody(request)) request.on('data', count).pipe(outgoing);
  else outgoing.end();
  try {
    return await promise;
  } finally {
    outgoing.off('timeout', standsStill);
    request.off('data', count);
  }
}

const NOT_CONNECTED = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND']);

function unanswered(error: NodeJS.ErrnoException, request: IncomingMessage): Unanswered {
  const safe = request.method === 'GET' || request.method === 'HEAD';
  return new Unanswered(badGateway(error), {
    repeatable: safe && !hasBody(request),
    unreachable: NOT_CONNECTED.has(error.code ?? ''),
  });
}
