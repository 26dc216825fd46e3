import type { Benchmark, Target } from '../benchmark.ts';
import { compare } from '../compare.ts';
import { load } from '../load/load.ts';
import { postPhoto } from '../load/post-photo.ts';
import { milliseconds } from '../report/format.ts';
import { atMost } from '../report/row.ts';

const concurrency = 2;
const byteSize = 50 * 1024;
/** So many slow posts that the circuit breaker of every instance has opened. */
const postsToOpenBreakers = 60;

export const postDualWrite: Benchmark = {
  name: 'post-dual-write',
  measures: `Median latency of posting a message with one photo of 50 KiB, ${concurrency} requests at a time: phase 1, where it is replicated, against phase 0.`,
  phases: [0, 1],
  async run({ quick, start, log }) {
    const before = postPhoto(await (await start({ phase: 0 })).newUser(), byteSize);
    const target = await start({ phase: 1 });
    const after = postPhoto(await target.newUser(), byteSize);
    const p50 = (post: () => Promise<void>) => async () =>
      (await load({ concurrency, seconds: quick ? 1 : 4 }, post)).latencyMs.p50;
    const compared = (what: string, aim: number) =>
      compare({
        what,
        measureBase: p50(before),
        measure: p50(after),
        base: 'in phase 0',
        format: milliseconds,
        rounds: quick ? 1 : 7,
        verdict: (ratio) => atMost(aim, ratio),
      });

    log('the service is well');
    const well = await compared('Service well, p50', 1.3);
    log('the service hangs');
    for (const instance of serviceInstances(target)) instance.pause();
    try {
      for (let posts = 0; posts < postsToOpenBreakers; posts++) await after();
      return [well, await compared('Service hung and circuit breaker open, p50', 1.1)];
    } finally {
      for (const instance of serviceInstances(target)) instance.resume();
    }
  },
};

function serviceInstances({ stack }: Target) {
  return stack.apps['media-service']?.instances ?? [];
}
