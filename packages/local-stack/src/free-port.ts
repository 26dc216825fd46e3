import { randomInt } from 'node:crypto';
import getPort, { portNumbers } from 'get-port';

// Below the range that systems take the ports of outgoing connections from, so that none of those
// can be in the way between choosing a port and listening on it.
const FIRST = 15_000;
const PROCESSES = 8;
const PORTS_EACH = 2_100;

/**
 * A TCP port nobody listens on, reserved for this process's lifetime. Processes that were started one
 * after the other, such as Jest's workers, choose from different ports: no other one takes it before
 * it is listened on.
 */
export async function freePort(): Promise<number> {
  const first = FIRST + (process.pid % PROCESSES) * PORTS_EACH;
  const from = first + randomInt(PORTS_EACH - 100);
  return await getPort({ port: portNumbers(from, from + 99), reserve: true });
}
