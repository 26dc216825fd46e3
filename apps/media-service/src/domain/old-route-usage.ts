import type { Database } from '../data-access/database.ts';
import { findOldRouteUsage, noteOldRouteUsage } from '../data-access/old-route-usage-store.ts';

/** How exactly it is known when a route was last used. */
const resolutionMs = 1_000;

/**
 * Remembers when a route was last used that only dual writing needs: before the old way is taken
 * down for good, somebody will ask whether it is still in use.
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
    await noteOldRouteUsage(this.#db.query, route);
  }

  /** How long ago each route was used that ever was. */
  async all(): Promise<{ route: string; secondsAgo: number }[]> {
    return findOldRouteUsage(this.#db.query);
  }
}
