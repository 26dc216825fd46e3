import type { Benchmark } from '../benchmark.ts';
import { measureReads } from '../load/measure-reads.ts';
import { seedPage } from '../load/seed.ts';

const concurrency = 16;

export const contentReads: Benchmark = {
  name: 'content-reads',
  measures: `Photos of 50 KiB, fetched through the edge from where an up-to-date app is sent, ${concurrency} at a time.`,
  async run({ quick, start }) {
    const { newUser } = await start();
    const user = await newUser();
    const photos = await seedPage(user, 10);
    const urls = await Promise.all(
      photos.map((photo) => user.client.attachments.contentUrl(photo)),
    );
    let reads = 0;
    return await measureReads('Photos read', { concurrency, seconds: quick ? 1 : 10 }, () =>
      user.get(urls[reads++ % urls.length] as string),
    );
  },
};
