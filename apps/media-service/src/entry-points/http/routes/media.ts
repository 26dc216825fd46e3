import { PathParameters } from '@photos/attachment-contract';
import { type PhotoStorage, sendPhoto } from '@photos/photo-storage';
import { validate } from '@photos/service-kit';
import type { Express } from 'express';
import type { Attachments } from '../../../domain/attachments.ts';
import type { Authorize } from '../authorize.ts';

export interface MediaRoutesOptions {
  authorize: Authorize;
  authorizeContent: Authorize;
  attachments: Attachments;
  storage: PhotoStorage;
}

/** What users ask of the attachments here, by way of the edge. */
export function mediaRoutes(
  app: Express,
  { authorize, authorizeContent, attachments, storage }: MediaRoutesOptions,
): void {
  app.get('/media/attachments/:id', async (req, res) => {
    const grant = await authorize(req);
    const { id } = validate(PathParameters, req.params);
    res.json(await attachments.visible(grant, id));
  });

  app.get('/media/attachments/:id/content', async (req, res) => {
    const grant = await authorizeContent(req);
    const { id } = validate(PathParameters, req.params);
    const photo = await attachments.visible(grant, id);
    await sendPhoto(req, res, { storage, photo });
  });
}
