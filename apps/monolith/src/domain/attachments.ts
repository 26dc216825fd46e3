import type { Attachment, AttachmentEdit } from '@photos/attachment-contract';
import { forbidden, notFound } from '@photos/service-kit';
import type { Database } from '../data-access/database.ts';
import { canSeeMessage } from '../data-access/message-store.ts';
import type { AttachmentReads } from './attachment-reads.ts';
import type { AttachmentWrites } from './attachment-writes.ts';

/** Who may do what with an attachment: members see it, its uploader changes it. */
export class Attachments {
  readonly #db: Database;
  readonly #reads: AttachmentReads;
  readonly #writes: AttachmentWrites;

  constructor(db: Database, reads: AttachmentReads, writes: AttachmentWrites) {
    this.#db = db;
    this.#reads = reads;
    this.#writes = writes;
  }

  /** @throws Problem 404 when there is none, or the user is not a member of its conversation */
  async get(userId: string, id: string): Promise<Attachment> {
    const attachment = await this.#reads.byId(id);
    if (!attachment || !(await this.#canSee(userId, attachment))) throw notFound();
    return attachment;
  }

  /** @throws Problem 404 as `get`; 403 to members who did not upload it */
  async edit(userId: string, id: string, { caption }: AttachmentEdit): Promise<Attachment> {
    const attachment = await this.#requireUploader(userId, id);
    const edited = await this.#writes.setCaption(attachment, userId, caption);
    // Deleted since we looked.
    if (!edited) throw notFound();
    return edited;
  }

  /** @throws Problem 404 as `get`, so also when it was deleted before; 403 to members who did not upload it */
  async remove(userId: string, id: string): Promise<void> {
    const attachment = await this.#requireUploader(userId, id);
    if (!(await this.#writes.remove(attachment, userId))) throw notFound();
  }

  /**
   * The service may hear of a message's deletion later than its sender did, so its message is looked
   * for here as well. A photo without one is an upload, and not for these routes.
   */
  async #canSee(userId: string, { messageId }: Attachment): Promise<boolean> {
    return messageId !== null && canSeeMessage(this.#db, userId, messageId);
  }

  async #requireUploader(userId: string, id: string): Promise<Attachment> {
    const attachment = await this.get(userId, id);
    if (attachment.uploaderId !== userId) throw forbidden('Only the uploader may change a photo.');
    return attachment;
  }
}
