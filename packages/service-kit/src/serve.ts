import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Express } from 'express';
import { gracefulCloser } from './graceful-closer.ts';
import { startDraining } from './health.ts';
import type { Logger } from './logger.ts';
import { serverLimits } from './server-limits.ts';

export interface ServeOptions {
  host: string;
  port: number;
  /** How long the app goes on serving, not ready, after it was told to stop, so that the balancer notices. */
  drainDelayMs: number;
  logger: Logger;
  /** Closes what the app holds open, after the last request. */
  onClosed: () => Promise<void>;
}

/**
 * Listens, and drains on SIGTERM or SIGINT: not ready at once, still serving for `drainDelayMs`, then no new connections,
 * in-flight requests finish, `onClosed`, exit 0. The same signal a second time kills at once.
 *
 * @throws when the port can't be listened on
 */
export async function serve(app: Express, options: ServeOptions): Promise<Server> {
  const { host, port, logger } = options;
  const server = createServer(app);
  const close = gracefulCloser(server);
  setTimeouts(server);
  server.listen(port, host);
  await once(server, 'listening');
  logger.info({ address: server.address() }, 'listening');

  let draining = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      if (!draining) void drain(app, close, options);
      draining = true;
    });
  }
  return server;
}

function setTimeouts(server: Server): void {
  server.headersTimeout = serverLimits.headers;
  server.requestTimeout = serverLimits.request;
  server.keepAliveTimeout = serverLimits.keepAlive;
  server.timeout = serverLimits.idle;
}

async function drain(
  app: Express,
  close: () => Promise<void>,
  options: ServeOptions,
): Promise<void> {
  const { drainDelayMs, logger, onClosed } = options;
  logger.info('draining');
  startDraining(app);
  await delay(drainDelayMs);
  try {
    await close();
    await onClosed();
    logger.info('closed');
    process.exit(0);
  } catch (error) {
    logger.error({ err: error }, 'closing failed');
    process.exit(1);
  }
}
