import { AttachmentEdit, PathParameters } from '@photos/attachment-contract';
import { type PhotoStorage, sendPhoto } from '@photos/photo-storage';
import { forbidden, readJson, validate } from '@photos/service-kit';
import type { Express } from 'express';
import type { Attachments } from '../../../domain/attachments.ts';
import type { Uploads } from '../../../domain/uploads.ts';
import type { Authorize } from '../authorize.ts';
import { receiveUpload } from '../receive-upload.ts';

export interface MediaRoutesOptions {
  authorize: Authorize;
  authorizeContent: Authorize;
  attachments: Attachments;
  uploads: Uploads;
  storage: PhotoStorage;
}

/** What users ask of the attachments here, by way of the edge. */
export function mediaRoutes(
  app: Express,
  { authorize, authorizeContent, attachments, uploads, storage }: MediaRoutesOptions,
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

  app.post('/media/attachments', async (req, res) => {
    const grant = await authorize(req);
    if (grant.scope !== 'write') throw forbidden('This grant is to read only.');
    const upload = await receiveUpload(
      req,
      res,
      { put: (fileName, content) => uploads.receive(grant, fileName, content) },
      ({ id }) => uploads.discard(grant, id),
    );
    // Whoever went away will not hear of the upload's id, and so never use it.
    if (res.closed) await uploads.discard(grant, upload.id);
    else res.status(201).json(upload);
  });

  app.patch('/media/attachments/:id', async (req, res) => {
    const grant = await authorize(req);
    const { id } = validate(PathParameters, req.params);
    const edit = await readJson(req, res, AttachmentEdit);
    res.json(await attachments.edit(grant, id, edit));
  });

  app.delete('/media/attachments/:id', async (req, res) => {
    const grant = await authorize(req);
    const { id } = validate(PathParameters, req.params);
    await attachments.remove(grant, id);
    res.status(204).end();
  });
}
