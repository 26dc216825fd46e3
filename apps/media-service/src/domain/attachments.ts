import type { Attachment, AttachmentEdit } from '@photos/attachment-contract';
import type { AttachmentSnapshot, SnapshotsRequest } from '@photos/attachment-contract/internal';
import { forbidden, metrics, notFound } from '@photos/service-kit';
import {
  findAttachment,
  findAttachmentsOfMessages,
  findSnapshots,
  findVisible,
} from '../data-access/attachment-store.ts';
import { tombstoneAttachment, updateCaption } from '../data-access/attachment-writes.ts';
import type { Database } from '../data-access/database.ts';
import { deleteUpload, updateUploadCaption } from '../data-access/upload-store.ts';
import type { Grant } from './grants.ts';
import { countWrites } from './writes-metric.ts';

const reads = metrics.counter({
  name: 'attachment_reads_total',
  help: 'Attachments read by users, by where from',
  labelNames: ['source'],
});

/** The service's attachments. */
export class Attachments {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
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
