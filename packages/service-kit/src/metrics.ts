import type { RequestHandler } from 'express';
import {
  Counter,
  type CounterConfiguration,
  collectDefaultMetrics,
  Gauge,
  type GaugeConfiguration,
  Histogram,
  type HistogramConfiguration,
  Registry,
} from 'prom-client';

/** One registry a process: an app composed twice in a process, as tests do, counts into the same metrics. */
const registry = new Registry();
collectDefaultMetrics({ register: registry });

/** This process's Prometheus metrics. Asking for a counter or histogram again gives the one there is. */
export const metrics = {
  registry,

  counter<L extends string>(options: CounterConfiguration<L>): Counter<L> {
    const known = registry.getSingleMetric(options.name) as Counter<L> | undefined;
    return known ?? new Counter({ ...options, registers: [registry] });
  },

  histogram<L extends string>(options: HistogramConfiguration<L>): Histogram<L> {
    const known = registry.getSingleMetric(options.name) as Histogram<L> | undefined;
    return known ?? new Histogram({ ...options, registers: [registry] });
  },

  /** A gauge replaces the one there is, whose `collect` belongs to an app that is gone. */
  gauge<L extends string>(options: GaugeConfiguration<L>): Gauge<L> {
    registry.removeSingleMetric(options.name);
    return new Gauge({ ...options, registers: [registry] });
  },
};

const httpRequestDuration = metrics.histogram({
  name: 'http_request_duration_seconds',
  help: 'How long requests took, from their headers to the last byte of the answer',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
});

/**
 * Measures every request. The route label is the pattern as it was registered, never the path: ids in labels would make
 * a time series for each of them.
 */
export const measureRequests: RequestHandler = (req, res, next) => {
  const stop = httpRequestDuration.startTimer();
  res.once('close', () => {
    const route = String(req.route?.path ?? 'none');
    stop({ method: req.method, route, status: res.statusCode });
  });
  next();
};

/** `GET /metrics` in the Prometheus text format. */
export const exposeMetrics: RequestHandler = async (_req, res) => {
  res.set('Content-Type', registry.contentType).send(await registry.metrics());
};
