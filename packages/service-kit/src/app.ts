import express, { type Express } from 'express';
import { accessLog } from './access-log.ts';
import { alive, type Check, closeWhenDraining, ready } from './health.ts';
import { linger } from './linger.ts';
import type { Logger } from './logger.ts';
import { exposeMetrics, measureRequests } from './metrics.ts';
import { notFoundHandler, problemHandler } from './problem-handler.ts';
import { withRequestId } from './request-id.ts';

export interface AppOptions {
  logger: Logger;
  /** What must be reachable for the app to be ready, by name. */
  ready: Record<string, Check>;
  /** Registers the app's routes, each with its whole path: that path is the label in the metrics. */
  routes: (app: Express) => void;
}

/** An Express app with all that is the same in every app; only the routes differ. */
export function createApp({ logger, ready: checks, routes }: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(withRequestId, closeWhenDraining);
  app.get('/healthz', alive);
  app.get('/readyz', ready(checks));
  app.get('/metrics', exposeMetrics);
  app.use(accessLog(logger), measureRequests, linger);
  routes(app);
  app.use(notFoundHandler, problemHandler(logger));
  return app;
}
