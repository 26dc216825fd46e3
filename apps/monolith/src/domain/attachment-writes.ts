import type { Attachment } from '@photos/attachment-contract';
import { metrics, unavailable } from '@photos/service-kit';
import { enqueueChanges } from '../data-access/attachment-outbox-store.ts';
import {
  type AttachmentRow,
  findSnapshots,
  insertAttachments,
  tombstoneAttachment,
  tombstoneAttachmentsOfMessage,
  updateCaption,
} from '../data-access/attachment-store.ts';
import type { Database } from '../data-access/database.ts';
import type { MessageRow } from '../data-access/message-store.ts';
import { cancelDisposals, disposeOf } from '../data-access/object-disposal-store.ts';
import { transact, type UnitOfWork } from '../data-access/unit-of-work.ts';
import type { AttachmentAdoption } from './attachment-adoption.ts';
import { toAttachment } from './attachment-of-row.ts';
import type { AttachmentReplication } from './attachment-replication.ts';
import { type UploadedPhoto, uploadTookTooLong } from './photo-uploads.ts';

const writes = metrics.counter({
  name: 'attachment_writes_total',
  help: 'Attachments created, edited or deleted, by where they were written',
  labelNames: ['target'],
});

/** Counts attachments that a store has taken. */
export function countWrites(target: 'monolith' | 'service', count: number): void {
  writes.inc({ target }, count);
}

const notAsked = () => unavailable('The media service can not be asked for the photo.');

/** The only way anything writes attachments. */
export interface AttachmentWrites {
  /** Makes the photos attachments of a message, in the transaction that stores the message. */
  attach(unit: UnitOfWork, message: MessageRow, photos: UploadedPhoto[]): Promise<Attachment[]>;
  /**
   * Makes sure that an attachment can be looked for in the local table. To be called before saying
   * that there is none to write to; the other methods do it themselves.
   *
   * @throws Problem 503 when only the service can know it, and can't be asked
   */
  adopt(id: string): Promise<void>;
  /** Gives undefined when the attachment is deleted, or not the user's. Throws as `adopt`. */
  setCaption(id: string, userId: string, caption: string): Promise<Attachment | undefined>;
  /** Gives false when the attachment was deleted before, or is not the user's. Throws as `adopt`. */
  remove(id: string, userId: string): Promise<boolean>;
  /** To be called before the transaction of `removeOfMessage`, which must not wait for the service. */
  adoptOfMessage(messageId: string): Promise<void>;
  /** Deletes all of a message's attachments, in the transaction that deletes the message. */
  removeOfMessage(unit: UnitOfWork, messageId: string): Promise<void>;
}

/** Writes the local table, and replicates each change to the media service. */
export class LocalAttachmentWrites implements AttachmentWrites {
  readonly #db: Database;
  readonly #adoption: AttachmentAdoption;
  readonly #replication: AttachmentReplication;

  constructor(db: Database, adoption: AttachmentAdoption, replication: AttachmentReplication) {
    this.#db = db;
    this.#adoption = adoption;
    this.#replication = replication;
  }

  /** @throws Problem 408 when an upload took so long that its object was disposed of */
  async attach(unit: UnitOfWork, message: MessageRow, photos: UploadedPhoto[]) {
    if (photos.length === 0) return [];
    const kept = await cancelDisposals(
      unit.tx,
      photos.map(({ id }) => id),
    );
    if (!kept) throw uploadTookTooLong();
    const rows = await insertAttachments(
      unit.tx,
      message,
      photos.map((photo, position) => ({ ...photo, position })),
    );
    await this.#changed(unit, rows);
    return rows.map(toAttachment).sort((a, b) => a.position - b.position);
  }

  async adopt(id: string) {
    if (await this.#adoption.adopt({ ids: [id] })) return;
    const rows = await findSnapshots(this.#db, [id]);
    if (rows.length === 0) throw notAsked();
  }

  async setCaption(id: string, userId: string, caption: string) {
    await this.adopt(id);
    return transact(this.#db, async (unit) => {
      const row = await updateCaption(unit.tx, { id, uploaderId: userId, caption });
      if (!row) return undefined;
      await this.#changed(unit, [row]);
      return toAttachment(row);
    });
  }

  async remove(id: string, userId: string) {
    await this.adopt(id);
    return transact(this.#db, async (unit) => {
      const tombstone = await tombstoneAttachment(unit.tx, { id, uploaderId: userId });
      if (!tombstone) return false;
      await disposeOf(unit.tx, [tombstone.id]);
      await this.#changed(unit, [tombstone]);
      return true;
    });
  }

  async adoptOfMessage(messageId: string) {
    await this.#adoption.adopt({ messageIds: [messageId] });
  }

  // Photos that only the service has go too: phase 4's schema notes which messages are deleted.
  async removeOfMessage(unit: UnitOfWork, messageId: string) {
    const tombstones = await tombstoneAttachmentsOfMessage(unit.tx, messageId);
    await disposeOf(
      unit.tx,
      tombstones.map(({ id }) => id),
    );
    await this.#changed(unit, tombstones);
  }

  /**
   * The dual write: the change is noted with the change itself, so that the service gets it whatever
   * happens from here on, and brought to the service once it is committed.
   */
  async #changed({ tx, afterCommit }: UnitOfWork, rows: AttachmentRow[]): Promise<void> {
    if (rows.length === 0) return;
    const changes = rows.map(({ id, messageId, version }) => ({
      attachmentId: id,
      messageId,
      version,
    }));
    await enqueueChanges(tx, changes);
    afterCommit(() => countWrites('monolith', rows.length));
    afterCommit(() => this.#replication.replicate(rows));
  }
}
