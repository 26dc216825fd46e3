import { PathParameters } from '@photos/attachment-contract';
import { ReserveRequest, type ReserveResponse } from '@photos/attachment-contract/internal';
import { readJson, validate } from '@photos/service-kit';
import type { Express } from 'express';
import type { Reservations } from '../../../domain/reservations.ts';

export interface InternalMessageRoutesOptions {
  reservations: Reservations;
}

/** What the monolith tells of messages, whose photos are here. */
export function internalMessageRoutes(
  app: Express,
  { reservations }: InternalMessageRoutesOptions,
): void {
  app.post('/internal/messages/:id/reserve', async (req, res) => {
    const { id: messageId } = validate(PathParameters, req.params);
    const reservation = await readJson(req, res, ReserveRequest);
    const answer: ReserveResponse = {
      items: await reservations.reserve({ messageId, ...reservation }),
    };
    res.json(answer);
  });

  app.post('/internal/messages/:id/confirm', async (req, res) => {
    const { id } = validate(PathParameters, req.params);
    await reservations.confirm(id);
    res.status(204).end();
  });

  app.delete('/internal/messages/:id', async (req, res) => {
    const { id } = validate(PathParameters, req.params);
    await reservations.remove(id);
    res.status(204).end();
  });
}
