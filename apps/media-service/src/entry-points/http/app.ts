import type { PhotoStorage } from '@photos/photo-storage';
import { alwaysRevalidate, createApp, type Logger, requireServiceToken } from '@photos/service-kit';
import type { Express } from 'express';
import type { ArchiveStore } from '../../data-access/archive-store.ts';
import type { Attachments } from '../../domain/attachments.ts';
import type { Grants } from '../../domain/grants.ts';
import type { Reservations } from '../../domain/reservations.ts';
import type { Uploads } from '../../domain/uploads.ts';
import { authorizeBy, authorizeContentBy } from './authorize.ts';
import { explainError } from './explain-error.ts';
import { internalArchiveRoutes } from './routes/internal-archives.ts';
import { internalAttachmentRoutes } from './routes/internal-attachments.ts';
import { internalMessageRoutes } from './routes/internal-messages.ts';
import { mediaRoutes } from './routes/media.ts';

export interface Dependencies {
  logger: Logger;
  serviceToken: string;
  grants: Grants;
  attachments: Attachments;
  uploads: Uploads;
  reservations: Reservations;
  storage: PhotoStorage;
  archives: ArchiveStore;
  checkDatabase: () => Promise<unknown>;
}

/** The service's HTTP interface. */
export function createMediaService(dependencies: Dependencies): Express {
  const { logger, serviceToken, grants, checkDatabase, ...domain } = dependencies;
  return createApp({
    logger,
    ready: { database: checkDatabase, bucket: () => domain.storage.check() },
    routes: (app) => {
      app.use('/internal', requireServiceToken(serviceToken));
      internalAttachmentRoutes(app, domain);
      internalMessageRoutes(app, domain);
      internalArchiveRoutes(app, domain);
      app.use('/media', alwaysRevalidate);
      mediaRoutes(app, {
        authorize: authorizeBy(grants),
        authorizeContent: authorizeContentBy(grants),
        ...domain,
      });
      app.use(explainError);
    },
  });
}
