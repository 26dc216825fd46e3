import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { internal, type Logger, notFound, Problem } from '@photos/service-kit';
import { balance } from './balance.ts';
import { answerProblem, type Exchange } from './exchange.ts';
import { findRoute } from './find-route.ts';
import { publicRequestHeaders, requestHeaders } from './headers.ts';
import { internalLimits } from './internal-limits.ts';
import { measure } from './measure.ts';
import type { Pool } from './pool.ts';
import { publicPath } from './request-target.ts';
import type { Limits, Route } from './settings.ts';
import type { WebClient } from './web-client.ts';

/** What requests are answered by; replaced as a whole on a reload. */
export interface Routing {
  revision: string | undefined;
  routes: readonly Route[];
  limits: Limits;
  pools: ReadonlyMap<string, Pool>;
  web: WebClient | undefined;
}

/** Answers requests from outside, by the routes of the configuration. */
export function publicHandler(
  routing: () => Routing,
  scheme: string,
  logger: Logger,
): RequestListener {
  return (request, response) => {
    const exchange = { request, response, requestId: randomUUID(), route: 'none' };
    void answer(exchange, logger, async () => {
      const { routes, limits, pools, web } = routing();
      const path = publicPath(request.url ?? '');
      const route = findRoute(routes, path);
      if (!route) throw notFound();
      exchange.route = route.prefix;
      if ('web' in route) {
        if (!web) throw notFound();
        return await web(request, response, path);
      }
      const pool = pools.get(route.app);
      if (!pool) throw notFound();
      const headers = publicRequestHeaders(request, exchange.requestId, scheme);
      await balance(exchange, pool, { headers, limits });
    });
  };
}

/** Answers requests of the other apps: all of them go to this app. */
export function internalHandler(
  pool: Pool,
  routing: () => Routing,
  logger: Logger,
): RequestListener {
  return (request, response) => {
    const given = request.headers['x-request-id'];
    const requestId = typeof given === 'string' ? given : randomUUID();
    const exchange = { request, response, requestId, route: `internal ${pool.app}` };
    void answer(exchange, logger, async () => {
      const headers = requestHeaders(request, requestId);
      await balance(exchange, pool, { headers, limits: internalLimits(routing().limits) });
    });
  };
}

async function answer(
  exchange: Exchange,
  logger: Logger,
  respond: () => Promise<void>,
): Promise<void> {
  const { request, response, requestId } = exchange;
  // Whoever breaks off is noticed where the streams are used.
  for (const stream of [request, response]) stream.on('error', () => {});
  response.setHeader('x-request-id', requestId);
  measure(exchange, logger);
  try {
    await respond();
  } catch (error) {
    if (response.destroyed) return;
    const problem = error instanceof Problem ? error : internal();
    if (problem.status >= 500) logger.warn({ err: error, requestId }, 'no answer');
    answerProblem(exchange, problem);
  }
}
