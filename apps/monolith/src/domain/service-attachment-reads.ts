import type { Attachment } from '@photos/attachment-contract';
import type { AttachmentSnapshot, InternalClient } from '@photos/attachment-contract/internal';
import { findPending, findPendingOfMessages } from '../data-access/attachment-outbox-store.ts';
import { findSnapshots } from '../data-access/attachment-store.ts';
import type { Database } from '../data-access/database.ts';
import { toSnapshot } from './attachment-of-row.ts';
import { type AttachmentReads, countReads, type FoundAttachment } from './attachment-reads.ts';
import { newestOf } from './newest-snapshot.ts';
import type { OldRouteUsage } from './old-route-usage.ts';
import type { ServiceCalls } from './service-calls.ts';
import { problemOfServiceError } from './service-problem.ts';

/**
 * Reads the media service, and gives users what they wrote even while it lags behind what phase 3
 * left in the outbox.
 *
 * The outbox says what the service may not know yet, and it is always looked at *before* the service
 * is asked. The other way round, a change could be missing from the service's answer, be delivered,
 * and be gone from the outbox by the time we look: neither would have shown it.
 */
export class ServiceAttachmentReads implements AttachmentReads {
  readonly #db: Database;
  readonly #service: InternalClient;
  readonly #calls: ServiceCalls;
  readonly #usage: OldRouteUsage;

  constructor({ db, service, calls, usage }: ServiceAttachmentReadsOptions) {
    this.#db = db;
    this.#service = service;
    this.#calls = calls;
    this.#usage = usage;
  }

  async byId(id: string): Promise<FoundAttachment | undefined> {
    const pending = await findPending(this.#db, [id]);
    const theirs = await this.#ask((signal) => this.#service.snapshots({ ids: [id] }, { signal }));
    const [attachment] = await this.#upToDate(theirs, pending);
    const source = pending.length > 0 ? 'pending' : 'service';
    return attachment && { attachment, source };
  }

  async byMessages(messageIds: string[]): Promise<Map<string, Attachment[]>> {
    if (messageIds.length === 0) return new Map();
    const pending = await findPendingOfMessages(this.#db, messageIds);
    const theirs = await this.#ask((signal) => this.#service.snapshots({ messageIds }, { signal }));
    const attachments = await this.#upToDate(theirs, pending);
    attachments.sort((one, other) => one.position - other.position);
    return Map.groupBy(attachments, ({ messageId }) => messageId);
  }

  /** Throws Problem 503 when the service fails: the local table stands still, and must not answer. */
  async #ask<T>(call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return this.#calls.make(call).catch((error) => {
      throw problemOfServiceError(error);
    });
  }

  /**
   * What is not deleted of the service's snapshots and of those with a pending change; of the latter
   * the newer one of both sides.
   */
  async #upToDate(theirs: AttachmentSnapshot[], pending: string[]): Promise<LiveAttachment[]> {
    const newest = new Map(theirs.map((snapshot) => [snapshot.id, snapshot]));
    const rows = pending.length > 0 ? await findSnapshots(this.#db, pending) : [];
    for (const ours of rows.map(toSnapshot)) {
      const other = newest.get(ours.id);
      newest.set(ours.id, other ? newestOf(ours, other) : ours);
    }
    const live = [...newest.values()].filter(({ deletedAt }) => deletedAt === null);
    const late = live.filter(({ id }) => pending.includes(id)).length;
    if (rows.length > 0) await this.#usage.used('local read');
    countReads('pending', late);
    countReads('service', live.length - late);
    return live.map(({ deletedAt: _, ...attachment }) => attachment);
  }
}

type LiveAttachment = Omit<AttachmentSnapshot, 'deletedAt'>;

export interface ServiceAttachmentReadsOptions {
  db: Database;
  service: InternalClient;
  calls: ServiceCalls;
  usage: OldRouteUsage;
}
