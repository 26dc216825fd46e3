import type { Attachment } from '@photos/attachment-contract';
import { metrics } from '@photos/service-kit';
import {
  insertAttachments,
  tombstoneAttachment,
  tombstoneAttachmentsOfMessage,
  updateCaption,
} from '../data-access/attachment-store.ts';
import type { Database } from '../data-access/database.ts';
import type { MessageRow } from '../data-access/message-store.ts';
import { cancelDisposals, disposeOf } from '../data-access/object-disposal-store.ts';
import { transact, type UnitOfWork } from '../data-access/unit-of-work.ts';
import { toAttachment } from './attachment-of-row.ts';
import { type UploadedPhoto, uploadTookTooLong } from './photo-uploads.ts';

const writes = metrics.counter({
  name: 'attachment_writes_total',
  help: 'Attachments created, edited or deleted, by where they were written',
  labelNames: ['target'],
});

/** The only way anything writes attachments. */
export interface AttachmentWrites {
  /** Makes the photos attachments of a message, in the transaction that stores the message. */
  attach(unit: UnitOfWork, message: MessageRow, photos: UploadedPhoto[]): Promise<Attachment[]>;
  /** Gives undefined when the attachment is deleted, or not the user's. */
  setCaption(id: string, userId: string, caption: string): Promise<Attachment | undefined>;
  /** Gives false when the attachment was deleted before, or is not the user's. */
  remove(id: string, userId: string): Promise<boolean>;
  /** Deletes all of a message's attachments, in the transaction that deletes the message. */
  removeOfMessage(unit: UnitOfWork, messageId: string): Promise<void>;
}

/** Writes the local table. */
export class LocalAttachmentWrites implements AttachmentWrites {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
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
    unit.afterCommit(() => writes.inc({ target: 'monolith' }, rows.length));
    return rows.map(toAttachment).sort((a, b) => a.position - b.position);
  }

  async setCaption(id: string, userId: string, caption: string) {
    const row = await updateCaption(this.#db, { id, uploaderId: userId, caption });
    if (!row) return undefined;
    writes.inc({ target: 'monolith' });
    return toAttachment(row);
  }

  async remove(id: string, userId: string) {
    return transact(this.#db, async ({ tx, afterCommit }) => {
      const tombstone = await tombstoneAttachment(tx, { id, uploaderId: userId });
      if (!tombstone) return false;
      await disposeOf(tx, [tombstone.id]);
      afterCommit(() => writes.inc({ target: 'monolith' }));
      return true;
    });
  }

  async removeOfMessage({ tx, afterCommit }: UnitOfWork, messageId: string) {
    const tombstones = await tombstoneAttachmentsOfMessage(tx, messageId);
    await disposeOf(
      tx,
      tombstones.map(({ id }) => id),
    );
    afterCommit(() => writes.inc({ target: 'monolith' }, tombstones.length));
  }
}
