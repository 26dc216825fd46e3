import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { InternalClient } from '@photos/attachment-contract/internal';
import { createCanary } from '../src/backfill/canary.ts';
import { type RunningMonolith, startMonolith } from './support/start-monolith.ts';

let monolith: RunningMonolith;
beforeAll(async () => {
  monolith = await startMonolith();
  await monolith.sql.query(`
    WITH owner AS (
      INSERT INTO users (id, handle, display_name, password_hash)
      VALUES (uuidv7(), 'owner', 'Owner', 'none') RETURNING id
    ), conversation AS (
      INSERT INTO conversations (id, title)
      SELECT uuidv7(), 'Long' FROM generate_series(1, 20) RETURNING id
    )
    INSERT INTO messages (id, conversation_id, sender_id, body, photo_count)
    SELECT uuidv7(), conversation.id, owner.id, 'Hi', 0
    FROM owner, generate_series(1, 500), conversation;
    ANALYZE messages`);
});
afterAll(() => monolith.close());

it('finds a page of messages as users do: in the index, without sorting a conversation', async () => {
  const plans: string[] = [];
  const service = { ofMessages: async () => [] } as unknown as InternalClient;
  const canary = await createCanary(async (sql, ...values) => {
    const { rows } = await monolith.sql.query(`EXPLAIN ${sql}`, values);
    plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
    return (await monolith.sql.query(sql, values)).rows;
  }, service);
  plans.length = 0;

  await canary?.measure(AbortSignal.timeout(5_000));

  const [page] = plans;
  expect(page).toContain('messages_conversation_id_created_at_id_idx');
  expect(page).not.toContain('Sort');
});
