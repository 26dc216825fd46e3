import { connect, type Socket } from 'node:net';

/** Sends these bytes as they are; resolves with all that comes back until the other side closes. */
export async function raw(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(bytes, 'latin1');
  return await received(socket);
}

export async function received(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  return await new Promise((resolve) => {
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', () => {});
    socket.once('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
  });
}

/** The status of the first response in it. */
export function statusOf(response: string): number {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(response)?.[1]);
}
