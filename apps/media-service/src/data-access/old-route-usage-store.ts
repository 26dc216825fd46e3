import type { Query } from '@photos/attachment-replication';

export async function noteOldRouteUsage(query: Query, route: string): Promise<void> {
  await query(
    `INSERT INTO old_route_usage (route, last_used_at) VALUES ($1, now())
     ON CONFLICT (route) DO UPDATE SET last_used_at = now()`,
    route,
  );
}

/** Seconds since each route was last used. */
export async function findOldRouteUsage(
  query: Query,
): Promise<{ route: string; secondsAgo: number }[]> {
  return query(
    `SELECT route, extract(epoch FROM now() - last_used_at)::float AS "secondsAgo"
       FROM old_route_usage ORDER BY route`,
  );
}
