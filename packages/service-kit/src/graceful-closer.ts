import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** A connection that has just come may be about to send its first request. */
const FIRST_REQUEST_MS = 1_000;

/**
 * Watches a server's connections from the start, so that it can be closed without waiting for those
 * that nobody uses. For Node.js a connection that never had a request isn't idle; browsers open such
 * ones ahead of need.
 *
 * @returns closes the server: no new connections; resolves when the last request has been answered
 */
export function gracefulCloser(server: Server): () => Promise<void> {
  const unused = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  server.on('request', ({ socket }) => unused.delete(socket));

  return async () => {
    // Connections become idle later, one by one, as their requests end.
    const idle = setInterval(() => server.closeIdleConnections(), 50);
    const first = setTimeout(() => {
      for (const socket of unused) socket.destroy();
    }, FIRST_REQUEST_MS);
    await new Promise((resolve) => server.close(resolve));
    clearInterval(idle);
    clearTimeout(first);
  };
}
