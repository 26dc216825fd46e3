import { NewConversation } from '@photos/attachment-contract';
import { readJson } from '@photos/service-kit';
import type { Express } from 'express';
import type { Conversations } from '../../../domain/conversations.ts';
import type { Authenticate } from '../authenticate.ts';

export interface ConversationRoutesOptions {
  authenticate: Authenticate;
  conversations: Conversations;
}

export function conversationRoutes(
  app: Express,
  { authenticate, conversations }: ConversationRoutesOptions,
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
}
