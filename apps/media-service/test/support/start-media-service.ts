import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { startServers } from '@photos/local-stack';
import { applyMigrations } from '@photos/migrations';
import { createPhotoStorage } from '@photos/photo-storage';
import { createLogger } from '@photos/service-kit';
import type { Express } from 'express';
import { openDatabase } from '../../src/data-access/database.ts';
import { Attachments } from '../../src/domain/attachments.ts';
import { Grants } from '../../src/domain/grants.ts';
import { OldRouteUsage } from '../../src/domain/old-route-usage.ts';
import { Reservations } from '../../src/domain/reservations.ts';
import { Uploads } from '../../src/domain/uploads.ts';
import { createMediaService } from '../../src/entry-points/http/app.ts';

/** A media service that listens. */
export interface RunningMediaService {
  origin: string;
  serviceToken: string;
  close(): Promise<void>;
}

/** A migrated database that nobody else uses. */
export async function freshDatabase(): Promise<string> {
  const servers = await startServers();
  const databaseUrl = await servers.createDatabase(`media-${randomBytes(4).toString('hex')}`);
  const directory = fileURLToPath(new URL('../../prisma/migrations', import.meta.url));
  await applyMigrations({ databaseUrl, directory });
  return databaseUrl;
}

export async function startMediaService(databaseUrl: string): Promise<RunningMediaService> {
  const db = openDatabase(databaseUrl, () => {});
  const serviceToken = randomBytes(32).toString('hex');
  const { s3, createBucket } = await startServers();
  const bucket = `media-${randomBytes(4).toString('hex')}`;
  await createBucket(bucket);
  const storage = createPhotoStorage({ ...s3, bucket, forcePathStyle: true });
  const oldRoutes = new OldRouteUsage(db);
  const logger = createLogger({ name: 'test', level: 'silent' });
  const app: Express = createMediaService({
    logger,
    serviceToken,
    grants: new Grants(generateKeyPairSync('ed25519').publicKey),
    storage,
    attachments: new Attachments(db, oldRoutes),
    uploads: new Uploads({ db, storage, graceSeconds: 3_600, logger }),
    reservations: new Reservations(db),
    oldRoutes,
    checkDatabase: () => db.query('SELECT 1'),
  });
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    serviceToken,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await db.close();
      storage.close();
    },
  };
}
