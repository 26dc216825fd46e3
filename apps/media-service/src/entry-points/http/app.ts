import type { PhotoStorage } from '@photos/photo-storage';
import { alwaysRevalidate, createApp, type Logger, requireServiceToken } from '@photos/service-kit';
import type { Express } from 'express';
import type { Attachments } from '../../domain/attachments.ts';
import type { Grants } from '../../domain/grants.ts';
import { authorizeBy, authorizeContentBy } from './authorize.ts';
import { internalAttachmentRoutes } from './routes/internal-attachments.ts';
import { mediaRoutes } from './routes/media.ts';

export interface Dependencies {
  logger: Logger;
  serviceToken: string;
  grants: Grants;
  attachments: Attachments;
  storage: PhotoStorage;
  checkDatabase: () => Promise<unknown>;
}

/** The service's HTTP interface. */
export function createMediaService(dependencies: Dependencies): Express {
  const { logger, serviceToken, grants, attachments, storage, checkDatabase } = dependencies;
  return createApp({
    logger,
    ready: { database: checkDatabase, bucket: () => storage.check() },
    routes: (app) => {
      app.use('/internal', requireServiceToken(serviceToken));
      internalAttachmentRoutes(app, { attachments });
      app.use('/media', alwaysRevalidate);
      mediaRoutes(app, {
        authorize: authorizeBy(grants),
        authorizeContent: authorizeContentBy(grants),
        attachments,
        storage,
      });
    },
  });
}
