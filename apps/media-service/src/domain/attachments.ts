import type { Attachment } from '@photos/attachment-contract';
import type {
  AttachmentSnapshot,
  MergeResponse,
  SnapshotsRequest,
} from '@photos/attachment-contract/internal';
import {
  type Checksum,
  checksumRanges,
  type Fingerprint,
  type KeyRange,
  listFingerprints,
  mergeSnapshots,
  readSnapshotsByIds,
} from '@photos/attachment-replication';
import { metrics, notFound } from '@photos/service-kit';
import {
  findAttachment,
  findAttachmentsOfMessages,
  findSnapshots,
} from '../data-access/attachment-store.ts';
import type { Database } from '../data-access/database.ts';
import type { Grant } from './grants.ts';

const merged = metrics.counter({
  name: 'attachment_merges_total',
  help: 'Snapshots that were merged, by whether they changed the store',
  labelNames: ['result'],
});

const reads = metrics.counter({
  name: 'attachment_reads_total',
  help: 'Attachments read by users, by where from',
  labelNames: ['source'],
});

/** The service's attachments: so far a replica, which only merges change. */
export class Attachments {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Takes in what the monolith knows. Repeating it, in whatever order, is harmless. */
  async merge(snapshots: AttachmentSnapshot[]): Promise<MergeResponse> {
    const changed = (await mergeSnapshots(this.#db.query, snapshots)).length;
    merged.inc({ result: 'changed' }, changed);
    merged.inc({ result: 'unchanged' }, snapshots.length - changed);
    return { acknowledged: snapshots.length, changed };
  }

  /** @throws Problem 404 when there is none, or it is deleted */
  async byId(id: string): Promise<Attachment> {
    const attachment = await findAttachment(this.#db, id);
    if (attachment === undefined) throw noSuchAttachment();
    return attachment;
  }

  /** The attachments of each of these messages in upload order. */
  async ofMessages(messageIds: string[]): Promise<Attachment[]> {
    return findAttachmentsOfMessages(this.#db, messageIds);
  }

  /** What stands for all rows of each range, for the parity check. */
  async checksums(ranges: KeyRange[]): Promise<Checksum[]> {
    return checksumRanges(this.#db.query, ranges);
  }

  /** What stands for each of the first rows of a range, for the parity check. */
  async fingerprints(range: KeyRange & { limit: number }): Promise<Fingerprint[]> {
    return listFingerprints(this.#db.query, range);
  }

  /** Rows as they are stored, tombstones too, each as JSON. */
  async rows(ids: string[]): Promise<string[]> {
    return (await readSnapshotsByIds(this.#db.query, ids)).map(({ json }) => json);
  }

  /** All there is to know, of deleted ones too. */
  async snapshots(request: Required<SnapshotsRequest>): Promise<AttachmentSnapshot[]> {
    return findSnapshots(this.#db, request);
  }

  /** @throws Problem 404 when there is none, it is deleted, or the grant is for another conversation */
  async visible({ conversationId }: Grant, id: string): Promise<Attachment> {
    const attachment = await this.byId(id);
    if (attachment.conversationId !== conversationId) throw noSuchAttachment();
    reads.inc({ source: 'service' });
    return attachment;
  }
}

const noSuchAttachment = () => notFound('There is no such attachment.');
