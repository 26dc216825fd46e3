import { PathParameters } from '@photos/attachment-contract';
import {
  ByMessagesRequest,
  type ByMessagesResponse,
  ChangesQuery,
  MergeRequest,
  type OldRouteUsageResponse,
  SnapshotsRequest,
  type SnapshotsResponse,
} from '@photos/attachment-contract/internal';
import { validate } from '@photos/service-kit';
import { type Express, json } from 'express';
import type { Attachments } from '../../../domain/attachments.ts';
import type { OldRouteUsage } from '../../../domain/old-route-usage.ts';

/** A thousand snapshots at their longest: captions and file names are the most of them. */
const readBody = json({ limit: '8mb' });

export interface InternalAttachmentRoutesOptions {
  attachments: Attachments;
  oldRoutes: OldRouteUsage;
}

/** What the monolith asks of the attachments here. */
export function internalAttachmentRoutes(
  app: Express,
  { attachments, oldRoutes }: InternalAttachmentRoutesOptions,
): void {
  app.post('/internal/attachments/merge', readBody, async (req, res) => {
    const { snapshots } = validate(MergeRequest, req.body);
    res.json(await attachments.merge(snapshots));
  });

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

  app.get('/internal/changes', async (req, res) => {
    const query = validate(ChangesQuery, req.query);
    res.json(await attachments.changes(query));
  });

  app.get('/internal/old-route-usage', async (_req, res) => {
    const answer: OldRouteUsageResponse = { items: await oldRoutes.all() };
    res.json(answer);
  });

  app.get('/internal/attachments/:id', async (req, res) => {
    const { id } = validate(PathParameters, req.params);
    res.json(await attachments.byId(id));
  });
}
