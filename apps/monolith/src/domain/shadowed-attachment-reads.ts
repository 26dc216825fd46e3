import type { Attachment } from '@photos/attachment-contract';
import type { InternalClient, RowsResponse } from '@photos/attachment-contract/internal';
import { type Logger, metrics } from '@photos/service-kit';
import { findPending } from '../data-access/attachment-outbox-store.ts';
import { findAttachment, findAttachmentsOfMessages } from '../data-access/attachment-store.ts';
import type { Database } from '../data-access/database.ts';
import { toAttachment } from './attachment-of-row.ts';
import type { AttachmentReads } from './attachment-reads.ts';

const shadowReads = metrics.counter({
  name: 'shadow_reads_total',
  help: 'Reads that were repeated at the media service, by what came of it',
  labelNames: ['result'],
});

/** Comparisons under way at most; a read beyond that is not compared. */
const maxAtOnce = 8;
const timeoutMs = 1_000;

/** The same read, of either side. */
interface Read {
  here(): Promise<Attachment[]>;
  there(signal: AbortSignal): Promise<Attachment[]>;
}

export interface ShadowedAttachmentReadsOptions {
  reads: AttachmentReads;
  db: Database;
  service: InternalClient;
  /** The share of reads that are compared, from 0 to 1. */
  rate: number;
  logger: Logger;
}

/**
 * Answers as before, and then asks the media service the same, for a share of the reads: would it
 * have said the same? Users neither wait for that nor notice when it fails.
 */
export class ShadowedAttachmentReads implements AttachmentReads {
  readonly #options: ShadowedAttachmentReadsOptions;
  #underWay = 0;

  constructor(options: ShadowedAttachmentReadsOptions) {
    this.#options = options;
    for (const result of ['match', 'mismatch', 'skipped']) shadowReads.inc({ result }, 0);
  }

  async byId(id: string): Promise<Attachment | undefined> {
    const { reads, db, service } = this.#options;
    const attachment = await reads.byId(id);
    this.#shadow(attachment ? [attachment] : [], {
      here: async () => {
        const row = await findAttachment(db, id);
        return row ? [toAttachment(row)] : [];
      },
      there: async (signal) => (await service.rows([id], { signal })).flatMap(toLive),
    });
    return attachment;
  }

  async byMessages(messageIds: string[]): Promise<Map<string, Attachment[]>> {
    const { reads, db, service } = this.#options;
    const attachments = await reads.byMessages(messageIds);
    if (messageIds.length > 0) {
      this.#shadow([...attachments.values()].flat(), {
        here: async () => (await findAttachmentsOfMessages(db, messageIds)).map(toAttachment),
        there: (signal) => service.ofMessages(messageIds, { signal }),
      });
    }
    return attachments;
  }

  #shadow(answer: Attachment[], read: Read): void {
    if (Math.random() >= this.#options.rate) return;
    if (this.#underWay >= maxAtOnce) {
      shadowReads.inc({ result: 'skipped' });
      return;
    }
    this.#underWay += 1;
    // The answer goes out first.
    setImmediate(async () => {
      const result = await this.#compare(answer, read).catch((err) => {
        this.#options.logger.debug({ err }, 'could not compare a read');
        return 'skipped';
      });
      shadowReads.inc({ result });
      this.#underWay -= 1;
    });
  }

  async #compare(answer: Attachment[], read: Read): Promise<'match' | 'mismatch' | 'skipped'> {
    const there = () => read.there(AbortSignal.timeout(timeoutMs));
    const atFirst = differing(answer, await there());
    if (atFirst.length === 0) return 'match';
    // A write may have come in between: what counts is what is still so, with nothing on its way. The
    // outbox comes before the service: it may hear of a change just after it has answered.
    const here = await read.here();
    const ids = new Set([...atFirst, ...here.map(({ id }) => id)]);
    const pending = new Set(await findPending(this.#options.db, [...ids]));
    const attachmentIds = differing(here, await there());
    if (attachmentIds.length === 0) return 'match';
    const changed = differing(here, await read.here());
    if (changed.length > 0 || attachmentIds.some((id) => pending.has(id))) return 'skipped';
    this.#options.logger.warn({ attachmentIds }, 'media service would have answered otherwise');
    return 'mismatch';
  }
}

/** What users would see of a row, whatever it holds: nothing of a tombstone. */
function toLive({ deletedAt, ...attachment }: RowsResponse['items'][number]): Attachment[] {
  return deletedAt === null ? [attachment as unknown as Attachment] : [];
}

/** Ids of attachments that are not the same in both answers. */
function differing(here: Attachment[], there: Attachment[]): string[] {
  const fingerprint = (attachment: Attachment) =>
    JSON.stringify(Object.entries(attachment).sort(([a], [b]) => (a < b ? -1 : 1)));
  const unmatched = new Map(there.map((attachment) => [attachment.id, fingerprint(attachment)]));
  const ids: string[] = [];
  for (const attachment of here) {
    if (unmatched.get(attachment.id) !== fingerprint(attachment)) ids.push(attachment.id);
    unmatched.delete(attachment.id);
  }
  return [...ids, ...unmatched.keys()];
}
