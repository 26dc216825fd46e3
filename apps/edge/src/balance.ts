import { malformed, tooLarge, unavailable } from '@photos/service-kit';
import type { Exchange } from './exchange.ts';
import { type ForwardOptions, forward } from './forward.ts';
import type { Pool } from './pool.ts';
import { Unanswered } from './unanswered.ts';
import type { Upstream } from './upstream.ts';

/**
 * Sends a request to one of an app's instances. A GET or HEAD that stays without any answer is sent
 * to another one, once; nothing else is ever sent twice.
 * @throws {Problem} when there is no answer for the client
 */
export async function balance(
  exchange: Exchange,
  pool: Pool,
  options: ForwardOptions,
): Promise<void> {
  const { headers } = exchange.request;
  if (Number(headers['content-length'] ?? 0) > options.limits.bodyBytes) {
    throw tooLarge('The request body is too large.');
  }
  if ((headers['transfer-encoding'] ?? 'chunked').toLowerCase() !== 'chunked') {
    throw malformed('The only transfer encoding is chunked.');
  }
  const first = pool.pick();
  if (!first) throw nobodyReady(pool);
  const failure = await attempt(exchange, first, options);
  if (!failure) return;
  if (!failure.repeatable || exchange.response.destroyed) throw failure.problem;
  const second = pool.pick(first);
  if (!second) throw failure.unreachable ? nobodyReady(pool) : failure.problem;
  const secondFailure = await attempt(exchange, second, options);
  if (secondFailure) throw secondFailure.problem;
}

async function attempt(
  exchange: Exchange,
  upstream: Upstream,
  options: ForwardOptions,
): Promise<Unanswered | undefined> {
  try {
    await forward(exchange, upstream, options);
    return undefined;
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error;
    // The next health check may readmit it.
    if (error.unreachable) upstream.state = 'down';
    return error;
  }
}

const nobodyReady = ({ app }: Pool) => unavailable(`No instance of ${app} is ready.`, 1);
