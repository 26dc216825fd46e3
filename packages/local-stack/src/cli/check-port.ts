import { once } from 'node:events';
import { createServer } from 'node:net';

/** @throws {Error} in words for the terminal, when the port can't be listened on */
export async function checkPortIsFree(port: number): Promise<void> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    throw new Error(messageOf(error as NodeJS.ErrnoException, port));
  }
  server.close();
  await once(server, 'close');
}

function messageOf({ code, message }: NodeJS.ErrnoException, port: number): string {
  if (code === 'EADDRINUSE') {
    return `Port ${port} is in use. Stop what uses it, or choose another one: pnpm dev --port ${port + 1}`;
  }
  if (code === 'EACCES') return `Port ${port} may only be used by root. Choose one above 1023.`;
  return message;
}
