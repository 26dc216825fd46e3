import type { Logger } from '@photos/service-kit';
import type { Routing } from './handlers.ts';
import { Pool } from './pool.ts';
import type { Settings } from './settings.ts';
import { webClient } from './web-client.ts';

/** What the settings make of the edge: its routing, with pools that live on from one to the next. */
export class RoutingTable {
  readonly #logger: Logger;
  #current: Routing;

  private constructor(routing: Routing, logger: Logger) {
    this.#current = routing;
    this.#logger = logger;
  }

  static async create(settings: Settings, logger: Logger): Promise<RoutingTable> {
    return new RoutingTable(await build(settings, new Map(), logger), logger);
  }

  current = (): Routing => this.#current;

  /** Requests under way are not touched; the next one is routed by the new settings. */
  async apply(settings: Settings): Promise<void> {
    const before = this.#current.pools;
    this.#current = await build(settings, before, this.#logger);
    const gone = [...before].filter(([app]) => !this.#current.pools.has(app));
    await Promise.all(gone.map(([, pool]) => pool.update([])));
  }

  /** Ends the health checks. */
  async stop(): Promise<void> {
    await Promise.all([...this.#current.pools.values()].map((pool) => pool.update([])));
  }
}

async function build(
  { revision, routes, limits, apps, web }: Settings,
  known: Routing['pools'],
  logger: Logger,
): Promise<Routing> {
  const pools = new Map(
    Object.keys(apps).map((app) => [app, known.get(app) ?? new Pool(app, logger)]),
  );
  await Promise.all([...pools].map(([app, pool]) => pool.update(apps[app]?.instances ?? [])));
  return { revision, routes, limits, pools, web: web === undefined ? undefined : webClient(web) };
}
