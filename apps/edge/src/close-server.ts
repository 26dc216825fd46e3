import type { Server } from 'node:http';

/** Accepts no more connections; resolves when the last request has been answered. */
export async function closeServer(server: Server): Promise<void> {
  // Connections become idle one by one as their requests end.
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  await new Promise((resolve) => server.close(resolve));
  clearInterval(idle);
}
