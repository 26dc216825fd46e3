import type { Attachment } from '@photos/attachment-contract';
import { findAttachment, findAttachmentsOfMessages } from '../data-access/attachment-store.ts';
import type { Database } from '../data-access/database.ts';
import { toAttachment } from './attachment-of-row.ts';
import { type AttachmentReads, countReads, type FoundAttachment } from './attachment-reads.ts';

/** Reads the local table: what answers while the media service can't. */
export class LocalAttachmentReads implements AttachmentReads {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async byId(id: string): Promise<FoundAttachment | undefined> {
    const row = await findAttachment(this.#db, id);
    countFallback(1);
    return row ? { attachment: toAttachment(row), source: 'fallback' } : undefined;
  }

  async byMessages(messageIds: string[]): Promise<Map<string, Attachment[]>> {
    const rows = await findAttachmentsOfMessages(this.#db, messageIds);
    countFallback(rows.length);
    return Map.groupBy(rows.map(toAttachment), ({ messageId }) => messageId);
  }
}

/** Counts one even when nothing was found: that may be what only the service has. */
function countFallback(found: number): void {
  countReads('fallback', Math.max(1, found));
}
