import { createLogger, serve } from '@photos/service-kit';
import type { ServerConfig } from './config.ts';
import { openDatabase } from './data-access/database.ts';
import { Attachments } from './domain/attachments.ts';
import { createMediaService } from './entry-points/http/app.ts';

/** Puts the service together and listens until SIGTERM. */
export async function startServer(config: ServerConfig): Promise<void> {
  const logger = createLogger({ name: 'media-service', level: config.LOG_LEVEL });
  const db = openDatabase(config.DATABASE_URL, (err) =>
    logger.warn({ err }, 'database connection broke'),
  );
  const app = createMediaService({
    logger,
    serviceToken: config.SERVICE_TOKEN,
    attachments: new Attachments(db),
    checkDatabase: () => db.query('SELECT 1'),
  });
  await serve(app, {
    host: config.HOST,
    port: config.PORT,
    drainDelayMs: config.DRAIN_DELAY_MS,
    logger,
    onClosed: () => db.close(),
  });
}
