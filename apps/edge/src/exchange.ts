import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Problem } from '@photos/service-kit';

/** A request, its answer, and the id that both are known by. */
export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  requestId: string;
  /** By what it is counted: a prefix of the configuration, or the listener of an app. */
  route: string;
}

/** Answers with problem details; cuts the connection when an answer is already under way. */
export function answerProblem(exchange: Exchange, problem: Problem): void {
  const { response } = exchange;
  if (response.headersSent) {
    response.destroy();
    return;
  }
  linger(exchange);
  const body = JSON.stringify(problem);
  response
    .writeHead(problem.status, {
      ...problem.headers,
      'content-type': 'application/problem+json',
      'content-length': Buffer.byteLength(body),
    })
    .end(body);
}

const LINGER_MS = 30_000;

/**
 * Before an answer to a request that has not come completely: what still comes is read, for nobody
 * and not for ever, and the connection stays open for so long. Closing it at once would reset it,
 * and the client might never see the answer. (Lingering close; RFC 9112, 9.6.)
 */
export function linger({ request, response }: Exchange): void {
  if (request.complete) return;
  const clientCloses = !response.shouldKeepAlive;
  response.shouldKeepAlive = true;
  const deadline = setTimeout(() => request.destroy(), LINGER_MS);
  request.once('close', () => clearTimeout(deadline));
  if (clientCloses) {
    response.once('finish', () => {
      if (request.readableEnded) request.socket.end();
      else request.once('end', () => request.socket.end());
    });
  }
  request.resume();
}
