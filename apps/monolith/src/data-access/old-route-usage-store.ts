import type { Database } from './database.ts';

export async function noteOldRouteUsage(db: Database, route: string): Promise<void> {
  await db.$executeRaw`
    INSERT INTO old_route_usage (route, last_used_at) VALUES (${route}, now())
    ON CONFLICT (route) DO UPDATE SET last_used_at = now()`;
}
