import type { Attachment } from '@photos/attachment-contract';
import { invalid } from '@photos/service-kit';
import { findAttachmentsOfMessages } from '../data-access/attachment-store.ts';
import { tombstoneAttachmentsOfMessage } from '../data-access/attachment-writes.ts';
import type { Database } from '../data-access/database.ts';
import type { Query } from '../data-access/query.ts';
import {
  claimUploads,
  hasAttachments,
  insertReservation,
  type Reservation,
  removeReservation,
} from '../data-access/reservation-store.ts';
import { countWrites } from './writes-metric.ts';

/**
 * Messages claim uploads. A message is in the monolith's database and its photos are here, so it
 * takes three steps: reserve the photos, insert the message, confirm. A crash between them leaves
 * photos reserved and a message that is there or is not: `reservationCollector` settles those.
 */
export class Reservations {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /**
   * Makes uploads attachments of a message: all of them, or none. The first claim of a message
   * counts: repeating it, even with other uploads, gives what it reserved.
   *
   * @throws Problem 422 when one is not the uploader's own, or in another conversation, or claimed
   */
  async reserve(reservation: Reservation): Promise<Attachment[]> {
    const { messageId, attachmentIds } = reservation;
    return this.#db.transaction(async (query) => {
      if (
        (await insertReservation(query, messageId)) &&
        !(await this.#wasClaimed(query, messageId))
      ) {
        const claimed = new Set(await claimUploads(query, reservation));
        const refused = attachmentIds.flatMap((id, place) => (claimed.has(id) ? [] : [place]));
        if (refused.length > 0) throw notClaimable(refused);
        countWrites(claimed.size);
      }
      return findAttachmentsOfMessages(query, [messageId]);
    });
  }

  /** An earlier claim counts even when it is confirmed, and so its reservation gone. */
  async #wasClaimed(query: Query, messageId: string): Promise<boolean> {
    const wasClaimed = await hasAttachments(query, messageId);
    if (wasClaimed) await removeReservation(query, messageId);
    return wasClaimed;
  }

  /** The message is there, and its photos are there to stay. */
  async confirm(messageId: string): Promise<void> {
    await removeReservation(this.#db.query, messageId);
  }

  /** Deletes the attachments of a message that is deleted. */
  async remove(messageId: string): Promise<void> {
    countWrites(
      await this.#db.transaction((query) => tombstoneAttachmentsOfMessage(query, messageId)),
    );
  }
}

function notClaimable(places: number[]) {
  const complaint = ['is not an upload of yours in this conversation, or in a message already'];
  return invalid(Object.fromEntries(places.map((place) => [`attachmentIds.${place}`, complaint])));
}
