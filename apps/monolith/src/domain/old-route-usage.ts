import type { Database } from '../data-access/database.ts';
import { noteOldRouteUsage } from '../data-access/old-route-usage-store.ts';

/** How exactly it is known when the old way was last used. */
const resolutionMs = 1_000;

/**
 * Remembers when the local table was last needed for a user: before it is dropped, somebody will ask
 * whether it still is.
 */
export class OldRouteUsage {
  readonly #db: Database;
  readonly #notedAt = new Map<string, number>();

  constructor(db: Database) {
    this.#db = db;
  }

  async used(route: string): Promise<void> {
    const now = Date.now();
    if (now - (this.#notedAt.get(route) ?? 0) < resolutionMs) return;
    this.#notedAt.set(route, now);
    await noteOldRouteUsage(this.#db, route);
  }
}
