import { PathParameters } from '@photos/attachment-contract';
import {
  ByMessagesRequest,
  type ByMessagesResponse,
  SnapshotsRequest,
  type SnapshotsResponse,
} from '@photos/attachment-contract/internal';
import { validate } from '@photos/service-kit';
import { type Express, json } from 'express';
import type { Attachments } from '../../../domain/attachments.ts';

const readBody = json();

/** What the monolith asks of the attachments here. */
export function internalAttachmentRoutes(
  app: Express,
  { attachments }: { attachments: Attachments },
): void {
  app.post('/internal/attachments/by-messages', readBody, async (req, res) => {
    const { messageIds } = validate(ByMessagesRequest, req.body);
    const answer: ByMessagesResponse = { items: await attachments.ofMessages(messageIds) };
    res.json(answer);
  });

  app.post('/internal/attachments/snapshots', readBody, async (req, res) => {
    const request = validate(SnapshotsRequest, req.body);
    const answer: SnapshotsResponse = { items: await attachments.snapshots(request) };
    res.json(answer);
  });

  app.get('/internal/attachments/:id', async (req, res) => {
    const { id } = validate(PathParameters, req.params);
    res.json(await attachments.byId(id));
  });
}
