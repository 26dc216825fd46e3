import { fetchFrom } from '@photos/attachment-contract/internal';
import { z } from 'zod';

const OldRouteUsage = z.object({
  items: z.array(z.object({ route: z.string(), secondsAgo: z.number() })),
});

/** Asks phase 4's media service when the routes were last used that only dual writing needs. */
export async function askOldRouteUsage(url: string, serviceToken: string) {
  const response = await fetchFrom(url, '/internal/old-route-usage', {
    headers: { authorization: `Bearer ${serviceToken}` },
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) throw new Error(`the media service answered ${response.status}`);
  return OldRouteUsage.parse(await response.json()).items;
}
