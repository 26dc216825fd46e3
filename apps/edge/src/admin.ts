import { createApp, type Logger, metrics } from '@photos/service-kit';
import type { Express } from 'express';
import type { Routing } from './handlers.ts';
import type { Pool } from './pool.ts';
import type { Upstream } from './upstream.ts';

/** Health, metrics and the state of the upstreams, for operators only. */
export function adminApp(routing: () => Routing, logger: Logger): Express {
  const pools = () => [...routing().pools.values()];
  upstreamGauge(
    'edge_upstream_ready',
    '1 for an instance that is in rotation',
    pools,
    ({ state }) => (state === 'ready' ? 1 : 0),
  );
  upstreamGauge(
    'edge_upstream_requests_in_flight',
    'Requests that an instance has not answered yet',
    pools,
    ({ inFlight }) => inFlight,
  );
  return createApp({
    logger,
    ready: {},
    routes: (app) => {
      app.get('/upstreams', (_req, res) => {
        const apps = Object.fromEntries(
          pools().map(({ app, upstreams }) => [app, upstreams.map(shown)]),
        );
        res.json({ revision: routing().revision, apps });
      });
    },
  });
}

const shown = ({ url, state, inFlight }: Upstream) => ({ url, state, inFlight });

function upstreamGauge(
  name: string,
  help: string,
  pools: () => Pool[],
  value: (upstream: Upstream) => number,
): void {
  metrics.gauge({
    name,
    help,
    labelNames: ['app', 'upstream'],
    collect() {
      this.reset();
      for (const { app, upstreams } of pools()) {
        for (const upstream of upstreams)
          this.set({ app, upstream: upstream.url }, value(upstream));
      }
    },
  });
}
