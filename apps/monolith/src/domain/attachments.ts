import type { Attachment, AttachmentEdit } from '@photos/attachment-contract';
import { forbidden, notFound } from '@photos/service-kit';
import type { AttachmentReads } from './attachment-reads.ts';
import type { AttachmentWrites } from './attachment-writes.ts';
import type { Conversations } from './conversations.ts';

/** Who may do what with an attachment: members see it, its uploader changes it. */
export class Attachments {
  readonly #conversations: Conversations;
  readonly #reads: AttachmentReads;
  readonly #writes: AttachmentWrites;

  constructor(conversations: Conversations, reads: AttachmentReads, writes: AttachmentWrites) {
    this.#conversations = conversations;
    this.#reads = reads;
    this.#writes = writes;
  }

  /** @throws Problem 404 when there is none, or the user is not a member of its conversation */
  async get(userId: string, id: string): Promise<Attachment> {
    const attachment = await this.#reads.byId(id);
    if (!attachment) throw notFound();
    await this.#conversations.requireMember(attachment.conversationId, userId);
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

  async #requireUploader(userId: string, id: string): Promise<Attachment> {
    const attachment = await this.get(userId, id);
    if (attachment.uploaderId !== userId) throw forbidden('Only the uploader may change a photo.');
    return attachment;
  }
}
