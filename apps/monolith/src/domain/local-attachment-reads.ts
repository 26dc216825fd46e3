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
    if (!row) return undefined;
    countReads('fallback', 1);
    return { attachment: toAttachment(row), source: 'fallback' };
  }

  async byMessages(messageIds: string[]): Promise<Map<string, Attachment[]>> {
    const rows = await findAttachmentsOfMessages(this.#db, messageIds);
    countReads('fallback', rows.length);
    return Map.groupBy(rows.map(toAttachment), ({ messageId }) => messageId);
  }
}
