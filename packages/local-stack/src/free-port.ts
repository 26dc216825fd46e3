import { randomInt } from 'node:crypto';
import getPort, { portNumbers } from 'get-port';

// Below the range that systems take the ports of outgoing connections from, so that none of those
// can be in the way between choosing a port and listening on it.
const FIRST = 15_000;
const LAST = 32_000;

/** A TCP port nobody listens on, reserved for this process's lifetime. */
export async function freePort(): Promise<number> {
  const from = randomInt(FIRST, LAST - 100);
  return await getPort({ port: portNumbers(from, from + 100), reserve: true });
}
