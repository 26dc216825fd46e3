import { metrics } from '@photos/service-kit';
import { measureOutbox } from '../data-access/attachment-outbox-store.ts';
import type { Database } from '../data-access/database.ts';

/** Shows what waits in the outbox, whenever metrics are asked for: the same on every instance. */
export function exposeOutbox(db: Database): void {
  // When the database is down, the other metrics are wanted most: these keep their last value.
  const measure = () => measureOutbox(db).catch(() => undefined);
  metrics.gauge({
    name: 'replication_outbox_depth',
    help: 'Changes that the media service has not acknowledged',
    async collect() {
      const outbox = await measure();
      if (outbox) this.set(outbox.depth);
    },
  });
  metrics.gauge({
    name: 'replication_outbox_oldest_seconds',
    help: 'How long the oldest change has waited for the media service',
    async collect() {
      const outbox = await measure();
      if (outbox) this.set(outbox.oldestSeconds);
    },
  });
}
