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
export function answerProblem({ response }: Exchange, problem: Problem): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
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
 * Bounds for how long the rest of a request is read after its answer. Cutting it off at once would
 * reset the connection, and the client might never see the answer (RFC 9112, 9.6).
 */
export function linger({ request, response }: Exchange): void {
  response.once('finish', () => {
    if (request.complete) return;
    const timer = setTimeout(() => request.destroy(), LINGER_MS);
    request.once('close', () => clearTimeout(timer));
    request.resume();
  });
}
