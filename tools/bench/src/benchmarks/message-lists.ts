import type { Benchmark } from '../benchmark.ts';
import { measureReads } from '../load/measure-reads.ts';
import { seedPage } from '../load/seed.ts';

const concurrency = 16;

export const messageLists: Benchmark = {
  name: 'message-lists',
  measures: `Pages of 30 messages with two photos each, listed through the edge, ${concurrency} at a time.`,
  async run({ quick, start }) {
    const { newUser } = await start();
    const user = await newUser();
    await seedPage(user, 30);
    return await measureReads('Pages listed', { concurrency, seconds: quick ? 1 : 10 }, () =>
      user.get(`/api/conversations/${user.conversationId}/messages`),
    );
  },
};
