import type { Attachment } from '@photos/attachment-contract';
import { metrics } from '@photos/service-kit';
import { findAttachment, findAttachmentsOfMessages } from '../data-access/attachment-store.ts';
import type { Database } from '../data-access/database.ts';
import { toAttachment } from './attachment-of-row.ts';

const reads = metrics.counter({
  name: 'attachment_reads_total',
  help: 'Attachments read, by where from',
  labelNames: ['source'],
});

/** The only way anything reads attachments. Deleted ones are not there. */
export interface AttachmentReads {
  byId(id: string): Promise<Attachment | undefined>;
  /** By message id, in upload order. Messages without attachments are not in the map. */
  byMessages(messageIds: string[]): Promise<Map<string, Attachment[]>>;
}

/** Reads the local table. */
export class LocalAttachmentReads implements AttachmentReads {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async byId(id: string): Promise<Attachment | undefined> {
    const row = await findAttachment(this.#db, id);
    if (!row) return undefined;
    reads.inc({ source: 'monolith' });
    return toAttachment(row);
  }

  async byMessages(messageIds: string[]): Promise<Map<string, Attachment[]>> {
    if (messageIds.length === 0) return new Map();
    const rows = await findAttachmentsOfMessages(this.#db, messageIds);
    reads.inc({ source: 'monolith' }, rows.length);
    return Map.groupBy(rows.map(toAttachment), ({ messageId }) => messageId);
  }
}
