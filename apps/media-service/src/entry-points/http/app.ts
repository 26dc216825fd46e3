import { createApp, type Logger, requireServiceToken } from '@photos/service-kit';
import type { Express } from 'express';
import type { Attachments } from '../../domain/attachments.ts';
import { internalAttachmentRoutes } from './routes/internal-attachments.ts';

export interface Dependencies {
  logger: Logger;
  serviceToken: string;
  attachments: Attachments;
  checkDatabase: () => Promise<unknown>;
}

/** The service's HTTP interface. */
export function createMediaService(dependencies: Dependencies): Express {
  const { logger, serviceToken, attachments, checkDatabase } = dependencies;
  return createApp({
    logger,
    ready: { database: checkDatabase },
    routes: (app) => {
      app.use('/internal', requireServiceToken(serviceToken));
      internalAttachmentRoutes(app, { attachments });
    },
  });
}
