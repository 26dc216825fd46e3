import { createServer, type RequestListener, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { gracefulCloser, malformed, type Problem, requestTimeout } from '@photos/service-kit';
import { headersTooLarge } from './problems.ts';
import type { Limits } from './settings.ts';

const MAX_HEADER_BYTES = 16 * 1024;

export interface Listener {
  server: Server;
  /** No new connections; resolves when the last request has been answered. */
  close: () => Promise<void>;
}

/** An HTTP server that bounds what a client can send, and in what time. */
export function createListener(handler: RequestListener, limits: Limits): Listener {
  const server = createServer(
    { maxHeaderSize: MAX_HEADER_BYTES, connectionsCheckingInterval: 1_000 },
    (request, response) => {
      // While it drains, clients are to connect elsewhere for their next request.
      if (!server.listening) response.setHeader('connection', 'close');
      handler(request, response);
    },
  );
  applyLimits(server, limits);
  server.keepAliveTimeout = 65_000;
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => refuse(socket, error.code));
  server.on('connect', (_request, socket) => refuse(socket, undefined));
  return { server, close: gracefulCloser(server) };
}

export function applyLimits(server: Server, limits: Limits): void {
  server.headersTimeout = limits.headersMs;
  server.requestTimeout = limits.requestMs;
  server.timeout = limits.clientIdleMs;
}

/** Answers what could not even be parsed as a request. */
function refuse(socket: Duplex, code: string | undefined): void {
  if (!socket.writable || code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const problem = problemOf(code);
  const body = JSON.stringify(problem);
  socket.end(
    [
      `HTTP/1.1 ${problem.status} ${problem.title}`,
      'Content-Type: application/problem+json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

function problemOf(code: string | undefined): Problem {
  if (code === 'HPE_HEADER_OVERFLOW') return headersTooLarge();
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return requestTimeout('The request took too long to arrive.');
  return malformed('This is not a request that can be understood.');
}
