import type { Attachment, AttachmentEdit } from '@photos/attachment-contract';
import { forbidden, notFound } from '@photos/service-kit';
import type { Database } from '../data-access/database.ts';
import { findMessage } from '../data-access/message-store.ts';
import type { AttachmentReads } from './attachment-reads.ts';
import type { AttachmentWrites } from './attachment-writes.ts';
import type { Conversations } from './conversations.ts';

/** Who may do what with an attachment: members see it, its uploader changes it. */
export class Attachments {
  readonly #db: Database;
  readonly #conversations: Conversations;
  readonly #reads: AttachmentReads;
  readonly #writes: AttachmentWrites;

  constructor({ db, conversations, reads, writes }: AttachmentsOptions) {
    this.#db = db;
    this.#conversations = conversations;
    this.#reads = reads;
    this.#writes = writes;
  }

  /** @throws Problem 404 when there is none, or the user is not a member of its conversation */
  async get(userId: string, id: string): Promise<Attachment> {
    const attachment = await this.#reads.byId(id);
    if (!attachment) throw notFound();
    await this.#conversations.requireMember(attachment.conversationId, userId);
    if (!(await this.#isInMessage(attachment.messageId))) throw notFound();
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
   * The service may hear of a message's deletion later than its sender did, so its photos are looked
   * for here as well. One without a message is an upload, and not for these routes.
   */
  async #isInMessage(messageId: string | null): Promise<boolean> {
    return messageId !== null && (await findMessage(this.#db, messageId)) !== null;
  }

  async #requireUploader(userId: string, id: string): Promise<Attachment> {
    const attachment = await this.get(userId, id);
    if (attachment.uploaderId !== userId) throw forbidden('Only the uploader may change a photo.');
    return attachment;
  }
}

export interface AttachmentsOptions {
  db: Database;
  conversations: Conversations;
  reads: AttachmentReads;
  writes: AttachmentWrites;
}
