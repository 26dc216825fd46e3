import type { Attachment } from '@photos/attachment-contract';
import { metrics } from '@photos/service-kit';

const reads = metrics.counter({
  name: 'attachment_reads_total',
  help: 'Attachments read, by where from',
  labelNames: ['source'],
});

/**
 * Where a read was answered from: by the service, or by the local table since the service has not
 * acknowledged the latest change.
 */
export type ReadSource = 'service' | 'pending';

/** Counts attachments that were read. */
export function countReads(source: ReadSource, count: number): void {
  reads.inc({ source }, count);
}

/** The only way anything reads attachments. Deleted ones are not there. */
export interface AttachmentReads {
  byId(id: string): Promise<FoundAttachment | undefined>;
  /** By message id, in upload order. Messages without attachments are not in the map. */
  byMessages(messageIds: string[]): Promise<Map<string, Attachment[]>>;
}

export interface FoundAttachment {
  attachment: Attachment;
  source: ReadSource;
}
