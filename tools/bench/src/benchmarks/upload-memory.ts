import { setTimeout as delay } from 'node:timers/promises';
import type { Benchmark, Target } from '../benchmark.ts';
import { messageWith } from '../load/multipart.ts';
import { makePhoto } from '../load/photo.ts';
import { mebibytes } from '../report/format.ts';
import { below, type Row } from '../report/row.ts';
import { peakResidentMemory, residentMemory } from '../resident-memory.ts';

const mebibyte = 1024 * 1024;
const uploadsAtOnce = 64;
const byteSize = 20 * mebibyte;
const aimMiB = 200;

export const uploadMemory: Benchmark = {
  name: 'upload-memory',
  measures: `Resident memory of one monolith instance while ${uploadsAtOnce} photos of 20 MiB are uploaded at once: the highest sample, against the same instance before. In phase 0 it puts them into the bucket; in this checkout it does what this checkout does with them.`,
  phases: [0],
  async run({ quick, start }) {
    const count = quick ? 8 : uploadsAtOnce;
    return [
      await measure(`${count} uploads at once, phase 0`, count, () =>
        start({ phase: 0, instances: 1 }),
      ),
      await measure(`${count} uploads at once, this checkout`, count, () =>
        start({ instances: 1 }),
      ),
    ];
  },
};

async function measure(what: string, count: number, start: () => Promise<Target>): Promise<Row> {
  const { stack, newUser } = await start();
  const [instance] = stack.apps.monolith?.instances ?? [];
  if (!instance) throw new Error('no instance of the monolith is running');
  const user = await newUser();
  await user.post(messageWith(makePhoto(1024)));
  await delay(2_000);
  const idle = await residentMemory(instance.pid);

  const message = messageWith(makePhoto(byteSize));
  const posts = Promise.all(Array.from({ length: count }, () => user.post(message)));
  const peak = await peakResidentMemory(instance.pid, posts);
  return {
    what,
    figure: `${mebibytes(peak - idle)} above idle`,
    comparedWith: `${mebibytes(idle)} when idle`,
    verdict: below(aimMiB, 'MiB above idle', (peak - idle) / mebibyte),
  };
}
