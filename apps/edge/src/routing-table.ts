import type { Logger } from '@photos/service-kit';
import type { Routing } from './handlers.ts';
import { Pool } from './pool.ts';
import type { Settings } from './settings.ts';
import { webClient } from './web-client.ts';

/** What the settings make of the edge: its routing, with pools that live on from one to the next. */
export class RoutingTable {
  readonly #logger: Logger;
  #current: Routing;

  constructor(settings: Settings, logger: Logger) {
    this.#logger = logger;
    this.#current = this.#build(settings, new Map());
  }

  /** Requests under way are not touched; the next one is routed by the new settings. */
  apply(settings: Settings): void {
    const gone = new Map(this.#current.pools);
    this.#current = this.#build(settings, this.#current.pools);
    for (const app of this.#current.pools.keys()) gone.delete(app);
    for (const pool of gone.values()) pool.update([]);
  }

  current = (): Routing => this.#current;

  /** Ends the health checks. */
  stop(): void {
    for (const pool of this.#current.pools.values()) pool.update([]);
  }

  #build({ routes, limits, apps, web }: Settings, known: Routing['pools']): Routing {
    const pools = new Map<string, Pool>();
    for (const [app, { instances }] of Object.entries(apps)) {
      const pool = known.get(app) ?? new Pool(app, this.#logger);
      pool.update(instances);
      pools.set(app, pool);
    }
    return { routes, limits, pools, web: web === undefined ? undefined : webClient(web) };
  }
}
