import { once } from 'node:events';
import { createLogger, serve } from '@photos/service-kit';
import { adminApp } from './admin.ts';
import type { Environment } from './environment.ts';
import { publicHandler } from './handlers.ts';
import { InternalListeners } from './internal-listeners.ts';
import { applyLimits, createListener } from './listener.ts';
import { RoutingTable } from './routing-table.ts';
import { readSettings } from './settings.ts';
import { watchSettings } from './watch-settings.ts';

/**
 * Serves until SIGTERM, then drains: not ready, no new connections, requests under way finish.
 * @throws {Error} when the settings are invalid or a port is taken
 */
export async function serveEdge(env: Environment): Promise<void> {
  const logger = createLogger({ name: 'edge', level: env.LOG_LEVEL });
  const files = { config: env.EDGE_CONFIG, upstreams: env.UPSTREAMS_FILE };
  const settings = await readSettings(files);
  const table = await RoutingTable.create(settings, logger);
  const internals = new InternalListeners(env.INTERNAL_HOST, table.current, logger);
  const handler = publicHandler(table.current, env.PUBLIC_SCHEME, logger);
  const outside = createListener(handler, settings.limits);

  const reload = async () => {
    try {
      const next = await readSettings(files);
      await table.apply(next);
      applyLimits(outside.server, next.limits);
      await internals.update(next.apps);
      logger.info('settings applied');
    } catch (error) {
      logger.error({ err: error }, 'settings refused, the old ones stay');
    }
  };
  const stopWatching = watchSettings(Object.values(files), inTurn(reload));

  await internals.update(settings.apps);
  outside.server.listen(env.PORT, env.HOST);
  await once(outside.server, 'listening');
  await serve(adminApp(table.current, logger), {
    host: env.ADMIN_HOST,
    port: env.ADMIN_PORT,
    drainDelayMs: env.DRAIN_DELAY_MS,
    logger,
    onClosed: async () => {
      stopWatching();
      await outside.close();
      // Last: apps may need each other for what is under way.
      await internals.close();
      await table.stop();
    },
  });
}

/** One run after the other, however often it is called. */
function inTurn(task: () => Promise<void>): () => void {
  let last = Promise.resolve();
  return () => {
    last = last.then(task);
  };
}
