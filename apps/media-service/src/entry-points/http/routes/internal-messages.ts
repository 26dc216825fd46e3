import { PathParameters } from '@photos/attachment-contract';
import { ReserveRequest, type ReserveResponse } from '@photos/attachment-contract/internal';
import { readJson, validate } from '@photos/service-kit';
import type { Express } from 'express';
import type { MessageClaims } from '../../../domain/message-claims.ts';

export interface InternalMessageRoutesOptions {
  claims: MessageClaims;
}

/** What the monolith tells of messages, whose photos are here. */
export function internalMessageRoutes(
  app: Express,
  { claims }: InternalMessageRoutesOptions,
): void {
  app.post('/internal/messages/:id/reserve', async (req, res) => {
    const { id: messageId } = validate(PathParameters, req.params);
    const claim = await readJson(req, res, ReserveRequest);
    const answer: ReserveResponse = { items: await claims.reserve({ messageId, ...claim }) };
    res.json(answer);
  });

  app.post('/internal/messages/:id/confirm', async (req, res) => {
    const { id } = validate(PathParameters, req.params);
    await claims.confirm(id);
    res.status(204).end();
  });

  app.delete('/internal/messages/:id', async (req, res) => {
    const { id } = validate(PathParameters, req.params);
    await claims.remove(id);
    res.status(204).end();
  });
}
