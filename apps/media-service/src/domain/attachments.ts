import type { Attachment, AttachmentEdit } from '@photos/attachment-contract';
import type {
  AttachmentSnapshot,
  ChangesQuery,
  ChangesResponse,
  MergeResponse,
  SnapshotsRequest,
} from '@photos/attachment-contract/internal';
import { mergeSnapshots } from '@photos/attachment-replication';
import { forbidden, metrics, notFound } from '@photos/service-kit';
import {
  findAttachment,
  findAttachmentsOfMessages,
  findChanges,
  findSnapshots,
  findVisible,
} from '../data-access/attachment-store.ts';
import { tombstoneAttachment, updateCaption } from '../data-access/attachment-writes.ts';
import type { Database } from '../data-access/database.ts';
import { deleteUpload, updateUploadCaption } from '../data-access/upload-store.ts';
import type { Grant } from './grants.ts';
import type { OldRouteUsage } from './old-route-usage.ts';
import { countWrites } from './writes-metric.ts';

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

/** The service's attachments. */
export class Attachments {
  readonly #db: Database;
  readonly #oldRoutes: OldRouteUsage;

  constructor(db: Database, oldRoutes: OldRouteUsage) {
    this.#db = db;
    this.#oldRoutes = oldRoutes;
  }

  /** Takes in what the monolith knows. Repeating it, in whatever order, is harmless. */
  async merge(snapshots: AttachmentSnapshot[]): Promise<MergeResponse> {
    const changed = (await mergeSnapshots(this.#db.query, snapshots)).length;
    merged.inc({ result: 'changed' }, changed);
    merged.inc({ result: 'unchanged' }, snapshots.length - changed);
    await this.#oldRoutes.used('merge');
    return { acknowledged: snapshots.length, changed };
  }

  /** @throws Problem 404 when there is none, or it is deleted */
  async byId(id: string): Promise<Attachment> {
    const attachment = await findAttachment(this.#db.query, id);
    if (attachment === undefined) throw noSuchAttachment();
    return attachment;
  }

  /** The attachments of each of these messages in upload order. */
  async ofMessages(messageIds: string[]): Promise<Attachment[]> {
    return findAttachmentsOfMessages(this.#db.query, messageIds);
  }

  /** Changes after a cursor, from the oldest on. */
  async changes({ after, limit }: ChangesQuery): Promise<ChangesResponse> {
    const [changeNumber = '', id = ''] = after.split('_');
    const changes = await findChanges(this.#db.query, { after: { changeNumber, id }, limit });
    const last = changes.at(-1);
    return {
      items: changes.map(({ changeNumber: _, ...snapshot }) => snapshot),
      next: last ? `${last.changeNumber}_${last.id}` : after,
    };
  }

  /** All there is to know, of deleted ones too. */
  async snapshots(request: Required<SnapshotsRequest>): Promise<AttachmentSnapshot[]> {
    return findSnapshots(this.#db.query, request);
  }

  /**
   * An attachment, or the user's own upload.
   *
   * @throws Problem 404 when there is none, it is deleted, or the grant does not cover it
   */
  async visible(grant: Grant, id: string): Promise<Attachment> {
    const attachment = await this.#find(grant, id);
    reads.inc({ source: 'service' });
    return attachment;
  }

  /** @throws Problem 404 as `visible`; 403 unless the grant is to write, and the photo the user's own */
  async edit(grant: Grant, id: string, { caption }: AttachmentEdit): Promise<Attachment> {
    await this.#requireOwn(grant, id);
    const edit = { id, uploaderId: grant.userId, caption };
    const { query } = this.#db;
    // The upload first: a message may be claiming it just now, and then it is found as an attachment.
    const edited = (await updateUploadCaption(query, edit)) ?? (await updateCaption(query, edit));
    // Deleted since we looked.
    if (!edited) throw noSuchAttachment();
    countWrites(1);
    return edited;
  }

  /** @throws Problem as `edit` */
  async remove(grant: Grant, id: string): Promise<void> {
    await this.#requireOwn(grant, id);
    const own = { id, uploaderId: grant.userId };
    const { query } = this.#db;
    // In the same order.
    const removed = (await deleteUpload(query, own)) || (await tombstoneAttachment(query, own));
    if (!removed) throw noSuchAttachment();
    countWrites(1);
  }

  async #requireOwn(grant: Grant, id: string): Promise<void> {
    const { uploaderId } = await this.#find(grant, id);
    if (grant.scope !== 'write') throw forbidden('This grant is to read only.');
    if (uploaderId !== grant.userId) throw forbidden('Only the uploader may change a photo.');
  }

  async #find({ conversationId, userId }: Grant, id: string): Promise<Attachment> {
    const attachment = await findVisible(this.#db.query, { id, conversationId, userId });
    if (!attachment) throw noSuchAttachment();
    return attachment;
  }
}

const noSuchAttachment = () => notFound('There is no such attachment.');
