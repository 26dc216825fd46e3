import type { Attachment } from '../schemas/attachment.ts';
import type { Message } from '../schemas/message.ts';

/**
 * The highest version that the user has seen of each attachment: a session guarantee (Terry et al.,
 * "Session Guarantees for Weakly Consistent Replicated Data", 1994). A replica that gives less, or
 * gives what the user has deleted, lags, and is not the one to ask now.
 */
export class SeenVersions {
  readonly #versions = new Map<string, bigint>();
  /** Ids of attachments and of messages, whose photos went with them. */
  readonly #deleted = new Set<string>();
  readonly #messages = new Map<string, string | null>();

  /** Notes what the user gets to see, and gives it. */
  saw(attachment: Attachment): Attachment {
    const { id, version, messageId } = attachment;
    if (!this.isOutdated(attachment)) this.#versions.set(id, BigInt(version));
    this.#messages.set(id, messageId);
    return attachment;
  }

  sawMessage(message: Message): Message {
    for (const attachment of message.attachments) this.saw(attachment);
    return message;
  }

  /** Notes that the user has deleted an attachment, or a message. */
  sawDeletionOf(id: string): void {
    this.#deleted.add(id);
  }

  isOutdated({ id, version, messageId }: Attachment): boolean {
    return BigInt(version) < (this.#versions.get(id) ?? 0n) || this.#deleted.has(messageId ?? id);
  }

  /** Whether the user has deleted an attachment, by itself or with its message. */
  isDeleted(id: string): boolean {
    return this.#deleted.has(id) || this.#deleted.has(this.#messages.get(id) ?? id);
  }
}
