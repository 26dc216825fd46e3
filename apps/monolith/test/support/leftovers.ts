import { waitUntil } from '@photos/local-stack';
import type { RunningMonolith } from './start-monolith.ts';

/** Ids of all objects in the bucket. */
export async function objectIds({ storage }: RunningMonolith): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of storage.list()) ids.push(id);
  return ids;
}

/** Waits until the bucket has the objects of living attachments, and nothing is left to dispose of. */
export async function expectNoLeftovers(monolith: RunningMonolith): Promise<void> {
  await waitUntil('nothing is left over', async () => {
    const { rows: living } = await monolith.serviceSql.query<{ id: string }>(
      'SELECT id FROM attachments WHERE deleted_at IS NULL',
    );
    const { rows: disposals } = await monolith.serviceSql.query('SELECT FROM object_disposals');
    const ids = new Set(living.map(({ id }) => id));
    const objects = await objectIds(monolith);
    return (
      disposals.length === 0 && objects.length === ids.size && objects.every((id) => ids.has(id))
    );
  });
}
