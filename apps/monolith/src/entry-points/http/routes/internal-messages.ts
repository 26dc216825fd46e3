import { SettleRequest } from '@photos/attachment-contract/internal';
import { readJson, requireServiceToken } from '@photos/service-kit';
import type { Express } from 'express';
import type { ReservationSettlement } from '../../../domain/reservation-settlement.ts';

export interface InternalMessageRoutesOptions {
  serviceToken: string;
  settlement: ReservationSettlement;
}

/** What the media service asks of the messages here. */
export function internalMessageRoutes(
  app: Express,
  { serviceToken, settlement }: InternalMessageRoutesOptions,
): void {
  app.use('/internal', requireServiceToken(serviceToken));

  app.post('/internal/messages/settle', async (req, res) => {
    const { messageIds } = await readJson(req, res, SettleRequest);
    res.json(await settlement.settle(messageIds));
  });
}
