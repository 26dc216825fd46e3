import { createMessagesClient } from '@photos/attachment-contract/internal';
import { createPhotoStorage } from '@photos/photo-storage';
import { createLogger, requestId, serve } from '@photos/service-kit';
import { objectDisposer } from './background/object-disposer.ts';
import { reservationCollector } from './background/reservation-collector.ts';
import { uploadCollector } from './background/upload-collector.ts';
import type { ServerConfig } from './config.ts';
import { ArchiveStore } from './data-access/archive-store.ts';
import { openDatabase } from './data-access/database.ts';
import { Attachments } from './domain/attachments.ts';
import { Grants } from './domain/grants.ts';
import { Reservations } from './domain/reservations.ts';
import { Uploads } from './domain/uploads.ts';
import { createMediaService } from './entry-points/http/app.ts';

/** Puts the service together and listens until SIGTERM. */
export async function startServer(config: ServerConfig): Promise<void> {
  const logger = createLogger({ name: 'media-service', level: config.LOG_LEVEL });
  const db = openDatabase(config.DATABASE_URL, (err) =>
    logger.warn({ err }, 'database connection broke'),
  );
  const bucket = {
    endpoint: config.S3_ENDPOINT,
    region: config.S3_REGION,
    bucket: config.S3_BUCKET,
    accessKeyId: config.S3_ACCESS_KEY_ID,
    secretAccessKey: config.S3_SECRET_ACCESS_KEY,
    forcePathStyle: config.S3_FORCE_PATH_STYLE,
  };
  const storage = createPhotoStorage(bucket);
  const archives = new ArchiveStore(bucket);
  const graceSeconds = config.UPLOAD_GRACE_SECONDS;
  const messages = createMessagesClient({
    url: config.MONOLITH_URL,
    serviceToken: config.SERVICE_TOKEN,
    requestId,
  });
  const workers = [
    objectDisposer(db, storage, logger),
    uploadCollector(db, graceSeconds, logger),
    reservationCollector({ db, messages, graceSeconds, logger }),
  ];
  const app = createMediaService({
    logger,
    serviceToken: config.SERVICE_TOKEN,
    grants: new Grants(config.SIGNING_PUBLIC_KEY),
    attachments: new Attachments(db),
    uploads: new Uploads({ db, storage, graceSeconds, logger }),
    reservations: new Reservations(db),
    storage,
    archives,
    checkDatabase: () => db.query('SELECT 1'),
  });
  for (const worker of workers) worker.start();
  await serve(app, {
    host: config.HOST,
    port: config.PORT,
    drainDelayMs: config.DRAIN_DELAY_MS,
    logger,
    onClosed: async () => {
      await Promise.all(workers.map((worker) => worker.stop()));
      await db.close();
      storage.close();
      archives.close();
    },
  });
}
