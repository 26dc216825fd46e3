import type { Query } from './query.ts';

export interface Reservation {
  messageId: string;
  conversationId: string;
  uploaderId: string;
  /** Uploads, in the order that they have in the message. */
  attachmentIds: string[];
}

/** Notes that a message may come to be. Gives false when it was noted before. */
export async function insertReservation(query: Query, messageId: string): Promise<boolean> {
  const rows = await query(
    'INSERT INTO reservations (message_id) VALUES ($1) ON CONFLICT DO NOTHING RETURNING message_id',
    messageId,
  );
  return rows.length > 0;
}

/**
 * Whether a message has attachments, deleted ones too. To be asked in a statement of its own once the
 * reservation is inserted: then it sees whoever reserved before, even if the insert had to wait for
 * them, and they are confirmed by now.
 */
export async function hasAttachments(query: Query, messageId: string): Promise<boolean> {
  const rows = await query('SELECT FROM attachments WHERE message_id = $1 LIMIT 1', messageId);
  return rows.length > 0;
}

/** Forgets a reservation; the message's attachments stay. */
export async function removeReservation(query: Query, messageId: string): Promise<void> {
  await query('DELETE FROM reservations WHERE message_id = $1', messageId);
}

/**
 * Makes uploads attachments of a message: those that are the uploader's own, in this conversation,
 * and not claimed yet. Uploads are locked in the order of their ids, so that two claims of the same
 * ones never wait for each other in a circle.
 *
 * @returns ids of the attachments made
 */
export async function claimUploads(query: Query, reservation: Reservation): Promise<string[]> {
  const rows = await query<{ id: string }>(
    `WITH wanted AS (
       SELECT uploads.id, place FROM uploads
         JOIN unnest($1::uuid[]) WITH ORDINALITY AS wish (id, place) USING (id)
        WHERE conversation_id = $2 AND uploader_id = $3
        ORDER BY uploads.id
          FOR UPDATE OF uploads
     ), claimed AS (
       DELETE FROM uploads USING wanted WHERE uploads.id = wanted.id RETURNING uploads.*, place
     )
     INSERT INTO attachments (id, message_id, conversation_id, uploader_id, position, file_name,
                              content_type, byte_size, sha256, caption, version, created_at, updated_at)
     SELECT id, $4, conversation_id, uploader_id, place - 1, file_name,
            content_type, byte_size, sha256, caption, hybrid_clock(version), created_at, now()
       FROM claimed
     RETURNING id`,
    reservation.attachmentIds,
    reservation.conversationId,
    reservation.uploaderId,
    reservation.messageId,
  );
  return rows.map(({ id }) => id);
}

/** The message never will come to be: nobody has seen its attachments, so no tombstones stay. */
export async function releaseReservation(query: Query, messageId: string): Promise<void> {
  await query(
    `WITH released AS (DELETE FROM reservations WHERE message_id = $1 RETURNING message_id),
          gone AS (DELETE FROM attachments USING released
                    WHERE attachments.message_id = released.message_id RETURNING attachments.id)
     INSERT INTO object_disposals (object_key, due_at) SELECT id, now() FROM gone
     ON CONFLICT (object_key) DO UPDATE SET due_at = now()`,
    messageId,
  );
}

/** Messages of which nothing was heard for so long. */
export async function findOverdueReservations(
  query: Query,
  { olderThanSeconds, limit }: { olderThanSeconds: number; limit: number },
): Promise<string[]> {
  const rows = await query<{ messageId: string }>(
    `SELECT message_id AS "messageId" FROM reservations
      WHERE reserved_at < now() - make_interval(secs => $1) ORDER BY reserved_at LIMIT $2`,
    olderThanSeconds,
    limit,
  );
  return rows.map(({ messageId }) => messageId);
}
