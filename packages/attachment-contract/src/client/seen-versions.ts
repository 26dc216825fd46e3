import type { Attachment } from '../schemas/attachment.ts';
import type { Message } from '../schemas/message.ts';
import { ProblemError } from './problem-error.ts';

/**
 * The highest version that the user has seen of each attachment: a session guarantee (Terry et al.,
 * "Session Guarantees for Weakly Consistent Replicated Data", 1994). A replica that gives less, or
 * gives what the user knows to be deleted, lags, and is not the one to ask now.
 */
export class SeenVersions {
  readonly #versions = new Map<string, bigint>();
  /** Ids of attachments and of messages, whose photos went with them. */
  readonly #deleted = new Set<string>();
  readonly #messages = new Map<string, string | null>();

  /** Notes what the user gets to see, and gives it. */
  record(attachment: Attachment): Attachment {
    const { id, version, messageId } = attachment;
    if (!this.isOutdated(attachment)) this.#versions.set(id, BigInt(version));
    this.#messages.set(id, messageId);
    return attachment;
  }

  recordMessage(message: Message): Message {
    for (const attachment of message.attachments) this.record(attachment);
    return message;
  }

  /** Notes that an attachment, or a message, is deleted. */
  recordDeletionOf(id: string): void {
    this.#deleted.add(id);
  }

  /**
   * Passes on what the monolith answers about an attachment, or a message, and notes a 404 as its
   * deletion. Should it have another reason, no harm is done: the monolith is asked from then on.
   */
  async recordAnswer<T>(id: string, answer: Promise<T>): Promise<T> {
    return answer.catch((error) => {
      if (error instanceof ProblemError && error.status === 404) this.recordDeletionOf(id);
      throw error;
    });
  }

  isOutdated({ id, version, messageId }: Attachment): boolean {
    return BigInt(version) < (this.#versions.get(id) ?? 0n) || this.#deleted.has(messageId ?? id);
  }

  /** Whether the user knows that an attachment is deleted, by itself or with its message. */
  isDeleted(id: string): boolean {
    return this.#deleted.has(id) || this.#deleted.has(this.#messages.get(id) ?? id);
  }
}
