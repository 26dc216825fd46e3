import type { InternalClient } from '@photos/attachment-contract/internal';
import type { Query } from '@photos/attachment-replication';

const messagesOnAPage = 31;

/** Does what a user's request does, and takes the time. */
export interface Canary {
  /**
   * @returns milliseconds
   * @throws when a user's request would have failed
   */
  measure(signal: AbortSignal): Promise<number>;
}

/**
 * Lists the newest messages of the busiest spot there is, that of the newest message, with their
 * photos; then asks the service for these, since it is what the backfill loads most.
 *
 * @param query a connection of its own: waiting for one says nothing about users' requests
 * @returns undefined when there is no message yet
 */
export async function createCanary(
  query: Query,
  service: InternalClient,
): Promise<Canary | undefined> {
  const [newest] = await query<{ conversationId: string }>(
    'SELECT conversation_id AS "conversationId" FROM messages ORDER BY id DESC LIMIT 1',
  );
  if (!newest) return undefined;
  return {
    measure: async (signal) => {
      const startedAt = performance.now();
      const page = await query<{ id: string }>(
        `SELECT id FROM messages WHERE conversation_id = $1 AND deleted_at IS NULL
         ORDER BY created_at DESC, id DESC LIMIT $2`,
        newest.conversationId,
        messagesOnAPage,
      );
      const ids = page.map(({ id }) => id);
      await query(
        'SELECT * FROM attachments WHERE message_id = ANY ($1::uuid[]) AND deleted_at IS NULL',
        ids,
      );
      if (ids.length > 0) await service.ofMessages(ids, { signal });
      return performance.now() - startedAt;
    },
  };
}
