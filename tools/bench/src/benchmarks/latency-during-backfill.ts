import type { Stack } from '@photos/local-stack';
import { makeHistory } from '../backfill/history.ts';
import { backfillAnew, emptyService, firstRows } from '../backfill/start-over.ts';
import type { Benchmark } from '../benchmark.ts';
import { compare } from '../compare.ts';
import { steadyLoad } from '../load/load.ts';
import { postPhoto } from '../load/post-photo.ts';
import { seedPage } from '../load/seed.ts';
import type { User } from '../load/user.ts';
import { milliseconds } from '../report/format.ts';
import { atMost } from '../report/row.ts';

const perSecond = 30;
/** One request in so many posts a photo; the others list messages. */
const postEvery = 6;

export const latencyDuringBackfill: Benchmark = {
  name: 'latency-during-backfill',
  measures: `99th percentile of the latency of ${perSecond} requests a second, arriving at fixed times, while the backfill is merging, with its defaults, against while there is none. One in ${postEvery} posts a photo of 50 KiB, the others list 30 messages.`,
  phases: [2],
  async run({ quick, start, log }) {
    const { stack, newUser } = await start({ phase: 2 });
    const user = await newUser();
    await seedPage(user, 30);
    log('making the history');
    await makeHistory(stack, quick ? 200_000 : 1_000_000);
    const live = async () => {
      const requests = liveTraffic(user);
      const load = await steadyLoad({ perSecond, seconds: quick ? 3 : 10 }, requests);
      return load.latencyMs.p99;
    };
    const row = await compare({
      what: 'Live requests, p99',
      measureBase: live,
      measure: () => duringBackfill(stack, live),
      base: 'without a backfill',
      format: milliseconds,
      rounds: quick ? 1 : 5,
      verdict: (ratio) => atMost(1.25, ratio),
    });
    return [row];
  },
};

function liveTraffic(user: User): () => Promise<void> {
  const post = postPhoto(user, 50 * 1024);
  let requests = 0;
  return () =>
    requests++ % postEvery === 0
      ? post()
      : user.get(`/api/conversations/${user.conversationId}/messages`);
}

/** @throws Error when the backfill ended too early to tell anything */
async function duringBackfill(stack: Stack, measure: () => Promise<number>): Promise<number> {
  await emptyService(stack);
  const backfill = stack.launch('monolith', backfillAnew());
  let ended = false;
  backfill.finished.then(() => {
    ended = true;
  });
  try {
    // A second or so of starting and planning is not what goes on for hours.
    await firstRows(stack);
    const figure = await measure();
    if (ended) throw new Error(`the backfill had ended:\n${(await backfill.finished).stderr}`);
    return figure;
  } finally {
    backfill.signal('SIGTERM');
    await backfill.finished;
  }
}
