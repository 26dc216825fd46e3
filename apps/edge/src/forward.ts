import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { createProxyServer } from 'httpxy';
import { answerProblem, type Exchange, linger } from './exchange.ts';
import { endToEnd } from './headers.ts';
import { holdToLimits } from './hold-to-limits.ts';
import { badGateway } from './problems.ts';
import type { Limits } from './settings.ts';
import { connectionFailed, type Unanswered } from './unanswered.ts';
import type { Upstream } from './upstream.ts';

export interface ForwardOptions {
  /** What the app gets as headers. */
  headers: IncomingHttpHeaders;
  limits: Limits;
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
  const { agent, host, port } = upstream;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // An answer that has begun is seen through, whatever becomes of the rest of the request.
  const fail = (failure: Unanswered) => {
    if (!response.headersSent) reject(failure);
  };
  const lose = (error: Error) => fail(connectionFailed(error, request));

  // One for each request: its events don't tell which attempt they are about.
  const proxy = createProxyServer({ agent, target: { host, port } });
  proxy.once('proxyReq', (outgoing) => {
    // The library ends it after a chunked body. An app's early answer would be lost with it: whoever
    // closes a connection that still receives resets it.
    outgoing.setHeader('connection', 'keep-alive');
    // Not every end of a connection is an error to the library, such as an answer of 101.
    outgoing.once('close', () => lose(new Error('connection closed')));
    holdToLimits(outgoing, exchange, limits, fail);
  });
  proxy.once('proxyRes', (incoming) => beginAnswer(exchange, incoming));
  // The library sends the headers of the request, all of them.
  request.headers = headers;
  response.once('close', resolve);
  upstream.inFlight++;
  try {
    proxy.web(request, response).catch(lose);
    await promise;
  } finally {
    upstream.inFlight--;
  }
}

/** Begins the answer to the client; the library sends the rest of it, and cuts it when the app does. */
function beginAnswer(exchange: Exchange, incoming: IncomingMessage): void {
  const status = incoming.statusCode as number;
  // An answer that is an error ends the upload: the app closes its end soon.
  if (status >= 400) linger(exchange);
  try {
    // Before the library does it, which would also say whether the client's connection is kept.
    exchange.response.writeHead(status, endToEnd(incoming.headers));
  } catch (error) {
    // Nothing that can be passed on, such as a status of 099.
    incoming.destroy();
    answerProblem(exchange, badGateway(error));
  }
}
