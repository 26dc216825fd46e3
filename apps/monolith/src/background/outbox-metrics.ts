import { metrics } from '@photos/service-kit';
import type { Database } from '../data-access/database.ts';
import { measureMediaOutbox } from '../data-access/media-outbox-store.ts';

/** Shows what waits in the outbox, whenever metrics are asked for: the same on every instance. */
export function exposeOutbox(db: Database): void {
  // When the database is down, the other metrics are wanted most: these keep their last value.
  const measure = () => measureMediaOutbox(db).catch(() => undefined);
  metrics.gauge({
    name: 'replication_outbox_depth',
    help: 'Confirmations and deletions that the media service has not acknowledged',
    async collect() {
      const outbox = await measure();
      if (outbox) this.set(outbox.depth);
    },
  });
  metrics.gauge({
    name: 'replication_outbox_oldest_seconds',
    help: 'How long the oldest confirmation or deletion has waited for the media service',
    async collect() {
      const outbox = await measure();
      if (outbox) this.set(outbox.oldestSeconds);
    },
  });
}
