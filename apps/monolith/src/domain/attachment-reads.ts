import type { Attachment } from '@photos/attachment-contract';
import type { InternalClient } from '@photos/attachment-contract/internal';
import { metrics } from '@photos/service-kit';
import type { ServiceCalls } from './service-calls.ts';
import { problemOfServiceError } from './service-problem.ts';

const reads = metrics.counter({
  name: 'attachment_reads_total',
  help: 'Attachments read, by where from',
  labelNames: ['source'],
});

/** The only way anything reads attachments: asks the media service. Deleted ones are not there. */
export class AttachmentReads {
  readonly #service: InternalClient;
  readonly #calls: ServiceCalls;

  constructor({ service, calls }: AttachmentReadsOptions) {
    this.#service = service;
    this.#calls = calls;
  }

  /** @throws Problem 503 when the service can't be reached */
  async byId(id: string): Promise<Attachment | undefined> {
    const attachment = await this.#ask((signal) => this.#service.byId(id, { signal }));
    if (attachment) reads.inc({ source: 'service' });
    return attachment;
  }

  /**
   * By message id, in upload order. Messages without attachments are not in the map.
   *
   * @throws Problem 503 when the service can't be reached
   */
  async byMessages(messageIds: string[]): Promise<Map<string, Attachment[]>> {
    if (messageIds.length === 0) return new Map();
    const page = await this.#ask((signal) => this.#service.ofMessages(messageIds, { signal }));
    reads.inc({ source: 'service' }, page.length);
    return Map.groupBy(page, ({ messageId }) => messageId ?? '');
  }

  async #ask<T>(call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return this.#calls.make(call).catch((error) => {
      throw problemOfServiceError(error);
    });
  }
}

export interface AttachmentReadsOptions {
  service: InternalClient;
  calls: ServiceCalls;
}
