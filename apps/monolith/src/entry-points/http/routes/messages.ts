import {
  IdempotencyKey,
  MessagePageQuery,
  NewMessageReferences,
  PathParameters,
} from '@photos/attachment-contract';
import { readJson, validate } from '@photos/service-kit';
import type { Express } from 'express';
import { z } from 'zod';
import type { Messages } from '../../../domain/messages.ts';
import type { Authenticate } from '../authenticate.ts';
import { receivePost } from '../receive-post.ts';

const PostHeaders = z.object({ 'idempotency-key': IdempotencyKey.optional() });

export interface MessageRoutesOptions {
  authenticate: Authenticate;
  messages: Messages;
}

export function messageRoutes(
  app: Express,
  { authenticate, messages }: MessageRoutesOptions,
): void {
  app.get('/api/conversations/:id/messages', async (req, res) => {
    const user = await authenticate(req);
    const { id } = validate(PathParameters, req.params);
    const query = validate(MessagePageQuery, req.query);
    res.json(await messages.page(user.id, id, query));
  });

  app.post('/api/conversations/:id/messages', async (req, res) => {
    const user = await authenticate(req);
    const { id: conversationId } = validate(PathParameters, req.params);
    const { 'idempotency-key': idempotencyKey } = validate(PostHeaders, req.headers);
    const options = { conversationId, senderId: user.id, idempotencyKey };
    const { message, replayed } = req.is('application/json')
      ? await messages.postReferences(options, await readJson(req, res, NewMessageReferences))
      : await messages.post(options, (sink) => receivePost(req, res, sink));
    res.status(replayed ? 200 : 201).json(message);
  });

  app.delete('/api/messages/:id', async (req, res) => {
    const user = await authenticate(req);
    const { id } = validate(PathParameters, req.params);
    await messages.remove(user.id, id);
    res.status(204).end();
  });
}
