import type { Attachment } from '@photos/attachment-contract';
import { ProblemError } from '@photos/attachment-contract';
import type { MediaClient } from '@photos/attachment-contract/internal';
import { findPending } from '../data-access/attachment-outbox-store.ts';
import type { Database } from '../data-access/database.ts';
import type { AttachmentReplication } from './attachment-replication.ts';
import type { MediaGrants } from './media-grants.ts';
import type { ServiceCalls } from './service-calls.ts';
import { problemOfServiceError } from './service-problem.ts';

/** The only way anything changes attachments. */
export interface AttachmentWrites {
  /** Gives undefined when the attachment is deleted, or not the user's. Throws Problem 503. */
  setCaption(of: Attachment, userId: string, caption: string): Promise<Attachment | undefined>;
  /** Gives false when the attachment was deleted before, or is not the user's. Throws Problem 503. */
  remove(attachment: Attachment, userId: string): Promise<boolean>;
}

/** Passes the writes of old clients on to the media service, in the user's name. */
export class ServiceAttachmentWrites implements AttachmentWrites {
  readonly #options: ServiceAttachmentWritesOptions;

  constructor(options: ServiceAttachmentWritesOptions) {
    this.#options = options;
  }

  async setCaption({ id, conversationId }: Attachment, userId: string, caption: string) {
    return this.#write({ id, conversationId, userId }, (grant, signal) =>
      this.#options.media.setCaption(grant, id, caption, { signal }),
    );
  }

  async remove({ id, conversationId }: Attachment, userId: string) {
    const removed = await this.#write({ id, conversationId, userId }, async (grant, signal) => {
      await this.#options.media.remove(grant, id, { signal });
      return true;
    });
    return removed ?? false;
  }

  async #write<T>(
    { id, conversationId, userId }: { id: string; conversationId: string; userId: string },
    call: (grant: string, signal: AbortSignal) => Promise<T>,
  ): Promise<T | undefined> {
    const { grants, replication, calls, db } = this.#options;
    const { token } = await grants.issue(userId, conversationId, 'write');
    const pending = await findPending(db, [id]);
    try {
      // The service must know what was written before, so that this write comes after it.
      if (pending.length > 0) await replication.relay(pending);
      return await calls.make((signal) => call(token, signal));
    } catch (error) {
      if (error instanceof ProblemError && error.status === 404) return undefined;
      throw problemOfServiceError(error);
    }
  }
}

export interface ServiceAttachmentWritesOptions {
  db: Database;
  media: MediaClient;
  grants: MediaGrants;
  /** Delivers what was written before the service was the one to be written to. */
  replication: AttachmentReplication;
  calls: ServiceCalls;
}
