import { SettleRequest } from '@photos/attachment-contract/internal';
import { readJson, requireServiceToken } from '@photos/service-kit';
import type { Express } from 'express';
import type { MessageFates } from '../../../domain/message-fates.ts';

export interface InternalMessageRoutesOptions {
  serviceToken: string;
  fates: MessageFates;
}

/** What the media service asks of the messages here. */
export function internalMessageRoutes(
  app: Express,
  { serviceToken, fates }: InternalMessageRoutesOptions,
): void {
  app.use('/internal', requireServiceToken(serviceToken));

  app.post('/internal/messages/settle', async (req, res) => {
    const { messageIds } = await readJson(req, res, SettleRequest);
    res.json(await fates.settle(messageIds));
  });
}
