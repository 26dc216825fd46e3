import type { Attachment, AttachmentEdit } from '@photos/attachment-contract';
import { forbidden, notFound } from '@photos/service-kit';
import type { AttachmentReads, FoundAttachment } from './attachment-reads.ts';
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
    return (await this.find(userId, id)).attachment;
  }

  /** As `get`, and says where it was found. */
  async find(userId: string, id: string): Promise<FoundAttachment> {
    return this.#requireMember(userId, await this.#reads.byId(id));
  }

  /** @throws Problem 404 as `get`; 403 to members who did not upload it; 503 as `AttachmentWrites.adopt` */
  async edit(userId: string, id: string, { caption }: AttachmentEdit): Promise<Attachment> {
    await this.#requireUploader(userId, id);
    const edited = await this.#writes.setCaption(id, userId, caption);
    // Deleted since we looked.
    if (!edited) throw notFound();
    return edited;
  }

  /** @throws Problem 404 as `get`, so also when it was deleted before; 403 and 503 as `edit` */
  async remove(userId: string, id: string): Promise<void> {
    await this.#requireUploader(userId, id);
    if (!(await this.#writes.remove(id, userId))) throw notFound();
  }

  /** A read that does without the service gives 404 for what only the service has: no write may. */
  async #findAdopted(id: string): Promise<FoundAttachment | undefined> {
    await this.#writes.adopt(id);
    return this.#reads.byId(id);
  }

  async #requireMember(userId: string, found: FoundAttachment | undefined) {
    if (!found) throw notFound();
    await this.#conversations.requireMember(found.attachment.conversationId, userId);
    return found;
  }

  async #requireUploader(userId: string, id: string): Promise<void> {
    const found = (await this.#reads.byId(id)) ?? (await this.#findAdopted(id));
    const { attachment } = await this.#requireMember(userId, found);
    if (attachment.uploaderId !== userId) throw forbidden('Only the uploader may change a photo.');
  }
}
