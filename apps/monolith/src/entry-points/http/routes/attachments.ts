import { AttachmentEdit, mediaContentPath, PathParameters } from '@photos/attachment-contract';
import { readJson, validate } from '@photos/service-kit';
import type { Express } from 'express';
import type { Attachments } from '../../../domain/attachments.ts';
import type { MediaGrants } from '../../../domain/media-grants.ts';
import type { Authenticate } from '../authenticate.ts';

export interface AttachmentRoutesOptions {
  authenticate: Authenticate;
  attachments: Attachments;
  grants: MediaGrants;
}

export function attachmentRoutes(
  app: Express,
  { authenticate, attachments, grants }: AttachmentRoutesOptions,
): void {
  app.get('/api/attachments/:id', async (req, res) => {
    const user = await authenticate(req);
    const { id } = validate(PathParameters, req.params);
    res.json(await attachments.get(user.id, id));
  });

  app.get('/api/attachments/:id/content', async (req, res) => {
    const user = await authenticate(req);
    const { id } = validate(PathParameters, req.params);
    const { conversationId } = await attachments.get(user.id, id);
    const { token } = await grants.issue(user.id, conversationId, 'read');
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
