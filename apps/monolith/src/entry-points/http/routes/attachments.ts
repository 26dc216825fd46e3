import { AttachmentEdit, mediaContentPath, PathParameters } from '@photos/attachment-contract';
import { type PhotoStorage, sendPhoto } from '@photos/photo-storage';
import { readJson, validate } from '@photos/service-kit';
import type { Express } from 'express';
import type { Attachments } from '../../../domain/attachments.ts';
import type { MediaGrants } from '../../../domain/media-grants.ts';
import type { Authenticate } from '../authenticate.ts';

export interface AttachmentRoutesOptions {
  authenticate: Authenticate;
  attachments: Attachments;
  storage: PhotoStorage;
  grants: MediaGrants;
}

export function attachmentRoutes(
  app: Express,
  { authenticate, attachments, storage, grants }: AttachmentRoutesOptions,
): void {
  app.get('/api/attachments/:id', async (req, res) => {
    const user = await authenticate(req);
    const { id } = validate(PathParameters, req.params);
    res.json(await attachments.get(user.id, id));
  });

  app.get('/api/attachments/:id/content', async (req, res) => {
    const user = await authenticate(req);
    const { id } = validate(PathParameters, req.params);
    const { attachment, source } = await attachments.find(user.id, id);
    if (source !== 'service') return sendPhoto(req, res, { storage, photo: attachment });
    // Old clients are redirected: the service sends the bytes.
    const { token } = await grants.issue(user.id, attachment.conversationId, 'read');
    res.set('Cache-Control', 'no-store').redirect(307, mediaContentPath(id, token));
  });

  app.patch('/api/attachments/:id', async (req, res) => {
    const user = await authenticate(req);
    const { id } = validate(PathParameters, req.params);
    const edit = await readJson(req, res, AttachmentEdit);
    res.json(await attachments.edit(user.id, id, edit));
  });

  app.delete('/api/attachments/:id', async (req, res) => {
    const user = await authenticate(req);
    const { id } = validate(PathParameters, req.params);
    await attachments.remove(user.id, id);
    res.status(204).end();
  });
}
