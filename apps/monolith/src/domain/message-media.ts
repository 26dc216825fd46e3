import type { Attachment } from '@photos/attachment-contract';
import type {
  InternalClient,
  MediaClient,
  ReserveRequest,
} from '@photos/attachment-contract/internal';
import type { MediaGrants } from './media-grants.ts';
import type { PhotoIdentity } from './photo-uploads.ts';
import { isClientError, type ServiceCalls } from './service-calls.ts';
import { problemOfServiceError } from './service-problem.ts';

/** The photos at the media service that a message here is to have. */
export class MessageMedia {
  readonly #options: MessageMediaOptions;

  constructor(options: MessageMediaOptions) {
    this.#options = options;
  }

  /**
   * Claims uploads for a message that is about to be inserted.
   *
   * @returns what the message is to have
   * @throws Problem 422 when an upload can't be claimed; 503 when the service can't be reached
   */
  async reserve(messageId: string, reservation: ReserveRequest): Promise<Attachment[]> {
    try {
      return await this.#options.calls.make((signal) =>
        this.#options.service.reserve(messageId, reservation, { signal }),
      );
    } catch (error) {
      throw problemOfServiceError(error);
    }
  }

  /**
   * What photos these are, claimed or not, deleted or not: for a replay of the request that posted
   * them. Those that never were, or are not the user's in this conversation, are left out.
   *
   * @throws Problem 503 when the service can't be reached
   */
  async identify(
    { senderId, conversationId }: { senderId: string; conversationId: string },
    ids: string[],
  ): Promise<PhotoIdentity[]> {
    const { service, media, grants, calls } = this.#options;
    const { token } = await grants.issue(senderId, conversationId, 'read');
    try {
      return await calls.make(async (signal) => {
        const claimed = await service.snapshots({ ids }, { signal });
        const photos = ids.map(
          (id) =>
            claimed.find((photo) => photo.id === id) ??
            media.get(token, id, { signal }).catch(undefinedIfRefused),
        );
        return (await Promise.all(photos))
          .filter((photo) => photo !== undefined)
          .filter((own) => own.uploaderId === senderId && own.conversationId === conversationId);
      });
    } catch (error) {
      throw problemOfServiceError(error);
    }
  }
}

function undefinedIfRefused(error: unknown): undefined {
  if (!isClientError(error)) throw error;
}

export interface MessageMediaOptions {
  service: InternalClient;
  media: MediaClient;
  grants: MediaGrants;
  calls: ServiceCalls;
}
