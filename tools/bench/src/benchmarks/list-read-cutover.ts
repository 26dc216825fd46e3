import type { Bench, Benchmark } from '../benchmark.ts';
import { compare } from '../compare.ts';
import { load } from '../load/load.ts';
import { seedPage } from '../load/seed.ts';
import { milliseconds } from '../report/format.ts';
import { atMost } from '../report/row.ts';

const concurrency = 2;

export const listReadCutover: Benchmark = {
  name: 'list-read-cutover',
  measures: `Median latency of listing 30 messages with two photos each, ${concurrency} requests at a time: phase 3, where the service is asked, against phase 0.`,
  phases: [0, 3],
  async run(bench) {
    const row = await compare({
      what: 'A page of 30 messages, p50',
      measureBase: await listing(bench, 0),
      measure: await listing(bench, 3),
      base: 'in phase 0',
      format: milliseconds,
      rounds: bench.quick ? 1 : 7,
      verdict: (ratio) => atMost(1.5, ratio),
    });
    return [row];
  },
};

async function listing({ start, quick }: Bench, phase: number): Promise<() => Promise<number>> {
  const user = await (await start({ phase })).newUser();
  await seedPage(user, 30);
  const list = () => user.get(`/api/conversations/${user.conversationId}/messages`);
  return async () => (await load({ concurrency, seconds: quick ? 1 : 4 }, list)).latencyMs.p50;
}
