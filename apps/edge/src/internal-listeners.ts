import { once } from 'node:events';
import type { Logger } from '@photos/service-kit';
import { internalHandler, type Routing } from './handlers.ts';
import { internalLimits } from './internal-limits.ts';
import { applyLimits, createListener, type Listener } from './listener.ts';
import type { AppUpstreams } from './settings.ts';

interface Listening extends Listener {
  port: number;
}

/** One listener for each app, on which the other apps reach it; they come and go with the upstreams file. */
export class InternalListeners {
  readonly #host: string;
  readonly #routing: () => Routing;
  readonly #logger: Logger;
  readonly #listening = new Map<string, Listening>();

  constructor(host: string, routing: () => Routing, logger: Logger) {
    this.#host = host;
    this.#routing = routing;
    this.#logger = logger;
  }

  /** Opens, moves and closes listeners, so that there are exactly these. */
  async update(apps: AppUpstreams): Promise<void> {
    for (const [app, { port, server, close }] of this.#listening) {
      applyLimits(server, internalLimits(this.#routing().limits));
      if (apps[app]?.internalPort === port) continue;
      this.#listening.delete(app);
      void close();
    }
    for (const [app, { internalPort: port }] of Object.entries(apps)) {
      if (port !== undefined && !this.#listening.has(app)) await this.#open(app, port);
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#listening.values()].map(({ close }) => close()));
  }

  async #open(app: string, port: number): Promise<void> {
    const pool = this.#routing().pools.get(app);
    if (!pool) return;
    const handler = internalHandler(pool, this.#routing, this.#logger);
    const listener = createListener(handler, internalLimits(this.#routing().limits));
    try {
      listener.server.listen(port, this.#host);
      await once(listener.server, 'listening');
      this.#listening.set(app, { port, ...listener });
    } catch (error) {
      // The next reload tries again; the other listeners go on.
      this.#logger.error({ err: error, app, port }, 'internal listener failed');
    }
  }
}
