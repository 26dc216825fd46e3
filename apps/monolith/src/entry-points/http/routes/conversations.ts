import { MediaGrantQuery, NewConversation, PathParameters } from '@photos/attachment-contract';
import { readJson, validate } from '@photos/service-kit';
import type { Express } from 'express';
import type { Conversations } from '../../../domain/conversations.ts';
import type { MediaGrants } from '../../../domain/media-grants.ts';
import type { Authenticate } from '../authenticate.ts';

export interface ConversationRoutesOptions {
  authenticate: Authenticate;
  conversations: Conversations;
  grants: MediaGrants;
}

export function conversationRoutes(
  app: Express,
  { authenticate, conversations, grants }: ConversationRoutesOptions,
): void {
  app.get('/api/conversations', async (req, res) => {
    const user = await authenticate(req);
    res.json({ items: await conversations.listOf(user) });
  });

  app.post('/api/conversations', async (req, res) => {
    const user = await authenticate(req);
    const newConversation = await readJson(req, res, NewConversation);
    res.status(201).json(await conversations.create(user, newConversation));
  });

  app.get('/api/conversations/:id/media-grant', async (req, res) => {
    const user = await authenticate(req);
    const { id } = validate(PathParameters, req.params);
    const { scope } = validate(MediaGrantQuery, req.query);
    res.set('Cache-Control', 'no-store').json(await grants.issue(user.id, id, scope));
  });
}
