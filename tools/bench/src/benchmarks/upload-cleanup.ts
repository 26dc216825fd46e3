import type { Benchmark } from '../benchmark.ts';
import { compare } from '../compare.ts';
import { load } from '../load/load.ts';
import { postPhoto } from '../load/post-photo.ts';
import { perSecond } from '../report/format.ts';
import { atLeast, type Row } from '../report/row.ts';

const sizes = [
  { label: '50 KiB', byteSize: 50 * 1024, concurrency: 16 },
  { label: '5 MiB', byteSize: 5 * 1024 * 1024, concurrency: 8 },
];

export const uploadCleanup: Benchmark = {
  name: 'upload-cleanup',
  measures:
    'Messages with one photo, posted by the up-to-date app of each phase: phase 5, where the service takes them, against phase 0.',
  phases: [0, 5],
  async run({ quick, start, log }) {
    const before = await (await start({ phase: 0 })).newUser();
    const after = await (await start({ phase: 5 })).newUser();
    const rows: Row[] = [];
    for (const { label, byteSize, concurrency } of sizes) {
      const what = `${label} photos, ${concurrency} at a time`;
      log(what);
      const rate = (post: () => Promise<void>) => async () =>
        (await load({ concurrency, seconds: quick ? 1 : 4 }, post)).perSecond;
      const row = await compare({
        what,
        measureBase: rate(postPhoto(before, byteSize)),
        measure: rate(postPhoto(after, byteSize)),
        base: 'in phase 0',
        format: perSecond,
        rounds: quick ? 1 : 5,
        verdict: (ratio) => atLeast(1, ratio),
      });
      rows.push(row);
    }
    return rows;
  },
};
