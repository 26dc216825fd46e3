import type { Attachment } from '@photos/attachment-contract';
import { wire } from './attachment-store.ts';
import type { Query } from './query.ts';

// Every write is one SQL statement, because the version is taken from the clock in the database, of
// the row as it is once this statement holds it. Deleting has the object disposed of by the same.

interface Own {
  id: string;
  uploaderId: string;
}

/** Gives undefined when it is deleted, or not this user's. */
export async function updateCaption(
  query: Query,
  { id, uploaderId, caption }: Own & { caption: string },
): Promise<Attachment | undefined> {
  const [row] = await query<Attachment>(
    `UPDATE attachments SET caption = $3, version = hybrid_clock(version), updated_at = now()
      WHERE id = $1 AND uploader_id = $2 AND deleted_at IS NULL
     RETURNING ${wire}`,
    id,
    uploaderId,
    caption,
  );
  return row;
}

/** Gives false when it was deleted before, or is not this user's. */
export async function tombstoneAttachment(query: Query, { id, uploaderId }: Own): Promise<boolean> {
  return (await tombstone(query, 'id = $1 AND uploader_id = $2', id, uploaderId)) > 0;
}

/** Also forgets the message's reservation. Gives how many attachments were not deleted before. */
export async function tombstoneAttachmentsOfMessage(
  query: Query,
  messageId: string,
): Promise<number> {
  await query('DELETE FROM reservations WHERE message_id = $1', messageId);
  return tombstone(query, 'message_id = $1', messageId);
}

async function tombstone(query: Query, which: string, ...values: string[]): Promise<number> {
  const disposed = await query(
    `WITH gone AS (
       UPDATE attachments
          SET deleted_at = now(), version = hybrid_clock(version), updated_at = now()
        WHERE ${which} AND deleted_at IS NULL
       RETURNING id
     )
     INSERT INTO object_disposals (object_key, due_at) SELECT id, now() FROM gone
     ON CONFLICT (object_key) DO UPDATE SET due_at = now()
     RETURNING object_key`,
    ...values,
  );
  return disposed.length;
}
