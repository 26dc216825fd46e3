import { PathParameters } from '@photos/attachment-contract';
import {
  ByMessagesRequest,
  type ByMessagesResponse,
  ChecksumsRequest,
  type ChecksumsResponse,
  FingerprintsRequest,
  type FingerprintsResponse,
  MergeRequest,
  RowsRequest,
  SnapshotsRequest,
  type SnapshotsResponse,
} from '@photos/attachment-contract/internal';
import { validate } from '@photos/service-kit';
import { type Express, json } from 'express';
import type { Attachments } from '../../../domain/attachments.ts';

/** A thousand snapshots at their longest: captions and file names are the most of them. */
const readBody = json({ limit: '8mb' });

export interface InternalAttachmentRoutesOptions {
  attachments: Attachments;
}

/** What the monolith asks of the attachments here. */
export function internalAttachmentRoutes(
  app: Express,
  { attachments }: InternalAttachmentRoutesOptions,
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

  app.post('/internal/attachments/checksums', readBody, async (req, res) => {
    const { ranges } = validate(ChecksumsRequest, req.body);
    const answer: ChecksumsResponse = { checksums: await attachments.checksums(ranges) };
    res.json(answer);
  });

  app.post('/internal/attachments/fingerprints', readBody, async (req, res) => {
    const range = validate(FingerprintsRequest, req.body);
    const answer: FingerprintsResponse = { items: await attachments.fingerprints(range) };
    res.json(answer);
  });

  app.post('/internal/attachments/rows', readBody, async (req, res) => {
    const { ids } = validate(RowsRequest, req.body);
    const rows = await attachments.rows(ids);
    res.type('json').send(`{"items":[${rows.join(',')}]}`);
  });

  app.get('/internal/attachments/:id', async (req, res) => {
    const { id } = validate(PathParameters, req.params);
    res.json(await attachments.byId(id));
  });
}
