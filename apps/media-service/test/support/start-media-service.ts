import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { startServers } from '@photos/local-stack';
import { applyMigrations } from '@photos/migrations';
import { createPhotoStorage } from '@photos/photo-storage';
import { createLogger } from '@photos/service-kit';
import type { Express } from 'express';
import { ArchiveStore } from '../../src/data-access/archive-store.ts';
import { openDatabase } from '../../src/data-access/database.ts';
import { Attachments } from '../../src/domain/attachments.ts';
import { Grants } from '../../src/domain/grants.ts';
import { Reservations } from '../../src/domain/reservations.ts';
import { Uploads } from '../../src/domain/uploads.ts';
import { createMediaService } from '../../src/entry-points/http/app.ts';

/** A media service that listens. */
export interface RunningMediaService {
  origin: string;
  serviceToken: string;
  /** Signs grants, as the monolith does. */
  signingKey: KeyObject;
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
  const { publicKey, privateKey: signingKey } = generateKeyPairSync('ed25519');
  const servers = await startServers();
  const bucket = `media-${randomBytes(4).toString('hex')}`;
  await servers.createBucket(bucket);
  const { endpoint, region, accessKeyId, secretAccessKey } = servers.s3;
  const s3 = { endpoint, region, bucket, accessKeyId, secretAccessKey, forcePathStyle: true };
  const storage = createPhotoStorage(s3);
  const archives = new ArchiveStore(s3);
  const logger = createLogger({ name: 'test', level: 'silent' });
  const app: Express = createMediaService({
    logger,
    serviceToken,
    grants: new Grants(publicKey),
    storage,
    attachments: new Attachments(db),
    uploads: new Uploads({ db, storage, graceSeconds: 3_600, logger }),
    reservations: new Reservations(db),
    archives,
    checkDatabase: () => db.query('SELECT 1'),
  });
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    serviceToken,
    signingKey,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await db.close();
      storage.close();
      archives.close();
    },
  };
}
