import { metrics } from '@photos/service-kit';
import type { Outbox } from './outbox-relay.ts';

/** Shows what waits in the outbox, whenever metrics are asked for: the same on every instance. */
export function exposeOutbox(outbox: Outbox): void {
  // When the database is down, the other metrics are wanted most: these keep their last value.
  const measure = () => outbox.measure().catch(() => undefined);
  metrics.gauge({
    name: `${outbox.name}_depth`,
    help: 'Changes that the media service has not acknowledged',
    async collect() {
      const waiting = await measure();
      if (waiting) this.set(waiting.depth);
    },
  });
  metrics.gauge({
    name: `${outbox.name}_oldest_seconds`,
    help: 'How long the oldest change has waited for the media service',
    async collect() {
      const waiting = await measure();
      if (waiting) this.set(waiting.oldestSeconds);
    },
  });
}
