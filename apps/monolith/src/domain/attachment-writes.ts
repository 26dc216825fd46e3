import type { Attachment } from '@photos/attachment-contract';
import { ProblemError } from '@photos/attachment-contract';
import type { MediaClient } from '@photos/attachment-contract/internal';
import type { MediaGrants } from './media-grants.ts';
import type { ServiceCalls } from './service-calls.ts';
import { problemOfServiceError } from './service-problem.ts';

/** Passes the writes of old clients on to the media service, in the user's name. */
export class AttachmentWrites {
  readonly #options: AttachmentWritesOptions;

  constructor(options: AttachmentWritesOptions) {
    this.#options = options;
  }

  /** Gives undefined when the attachment is deleted, or not the user's. Throws Problem 503. */
  async setCaption(of: Attachment, userId: string, caption: string) {
    return this.#write(of, userId, (grant, signal) =>
      this.#options.media.setCaption(grant, of.id, caption, { signal }),
    );
  }

  /** Gives false when the attachment was deleted before, or is not the user's. Throws Problem 503. */
  async remove(attachment: Attachment, userId: string): Promise<boolean> {
    const removed = await this.#write(attachment, userId, async (grant, signal) => {
      await this.#options.media.remove(grant, attachment.id, { signal });
      return true;
    });
    return removed ?? false;
  }

  async #write<T>(
    { conversationId }: Attachment,
    userId: string,
    call: (grant: string, signal: AbortSignal) => Promise<T>,
  ): Promise<T | undefined> {
    const { grants, calls } = this.#options;
    const { token } = await grants.issue(userId, conversationId, 'write');
    try {
      return await calls.make((signal) => call(token, signal));
    } catch (error) {
      if (error instanceof ProblemError && error.status === 404) return undefined;
      throw problemOfServiceError(error);
    }
  }
}

export interface AttachmentWritesOptions {
  media: MediaClient;
  grants: MediaGrants;
  calls: ServiceCalls;
}
