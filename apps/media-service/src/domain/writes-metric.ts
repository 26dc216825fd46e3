import { metrics } from '@photos/service-kit';

const writes = metrics.counter({
  name: 'attachment_writes_total',
  help: 'Attachments created, edited or deleted, by where they were written',
  labelNames: ['target'],
});

/** Counts attachments that were created, edited or deleted here, first hand. */
export function countWrites(count: number): void {
  writes.inc({ target: 'service' }, count);
}
