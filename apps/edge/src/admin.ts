import { createApp, type Logger, metrics } from '@photos/service-kit';
import type { Express } from 'express';
import type { Pool } from './pool.ts';

/** Health, metrics and the state of the upstreams, for operators only. */
export function adminApp(pools: () => ReadonlyMap<string, Pool>, logger: Logger): Express {
  const all = () =>
    [...pools().values()].flatMap(({ app, upstreams }) =>
      upstreams.map((upstream) => ({ app, upstream })),
    );
  const labelNames = ['app', 'upstream'] as const;
  metrics.gauge({
    name: 'edge_upstream_ready',
    help: '1 for an instance that is in rotation',
    labelNames,
    collect() {
      this.reset();
      for (const { app, upstream } of all()) {
        this.set({ app, upstream: upstream.url }, upstream.state === 'ready' ? 1 : 0);
      }
    },
  });
  metrics.gauge({
    name: 'edge_upstream_requests_in_flight',
    help: 'Requests that an instance has not answered yet',
    labelNames,
    collect() {
      this.reset();
      for (const { app, upstream } of all())
        this.set({ app, upstream: upstream.url }, upstream.inFlight);
    },
  });
  return createApp({
    logger,
    ready: {},
    routes: (app) => {
      app.get('/upstreams', (_req, res) => {
        const entries = [...pools().values()].map(({ app: name, upstreams }) => [
          name,
          upstreams.map(({ url, state, inFlight }) => ({
            url,
            ready: state === 'ready',
            state,
            inFlight,
          })),
        ]);
        res.json(Object.fromEntries(entries));
      });
    },
  });
}
