import { randomUUID } from 'node:crypto';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Stack } from '@photos/local-stack';
import type { Benchmark } from '../benchmark.ts';
import { compare } from '../compare.ts';
import { load } from '../load/load.ts';
import { messageWith } from '../load/multipart.ts';
import { makePhoto } from '../load/photo.ts';
import { perSecond } from '../report/format.ts';
import { atLeast, type Row } from '../report/row.ts';

const variants = [
  {
    label: '50 KiB photos, one a message',
    byteSize: 50 * 1024,
    photos: 1,
    concurrency: 16,
    aim: 0.6,
  },
  {
    label: '50 KiB photos, ten a message',
    byteSize: 50 * 1024,
    photos: 10,
    concurrency: 16,
    aim: 0.6,
  },
  {
    label: '5 MiB photos, one a message',
    byteSize: 5 * 1024 * 1024,
    photos: 1,
    concurrency: 8,
    aim: 0.8,
  },
];

export const uploads: Benchmark = {
  name: 'uploads',
  measures:
    'Photos of messages posted through edge and monolith in phase 0, against a bare loop of `PutObject` with the same photo and concurrency. Photos are counted, not messages.',
  phases: [0],
  async run({ quick, start, log }) {
    const { stack, newUser } = await start({ phase: 0 });
    const user = await newUser();
    const putObject = putObjectTo(stack);
    const rows: Row[] = [];
    for (const { label, byteSize, photos, concurrency, aim } of variants) {
      const what = `${label}, ${concurrency} at a time`;
      log(what);
      const photo = makePhoto(byteSize);
      const message = messageWith(photo, photos);
      const rate = (upload: () => Promise<void>) => async () =>
        (await load({ concurrency, seconds: quick ? 1 : 4 }, upload)).perSecond;
      const messageRate = rate(() => user.post(message));
      const row = await compare({
        what,
        measureBase: rate(() => putObject(photo)),
        measure: async () => photos * (await messageRate()),
        base: 'by PutObject',
        format: perSecond,
        rounds: quick ? 1 : 5,
        verdict: (ratio) => atLeast(aim, ratio),
      });
      rows.push(row);
    }
    return rows;
  },
};

function putObjectTo({ s3 }: Stack): (photo: Buffer) => Promise<void> {
  const { endpoint, region, bucket, accessKeyId, secretAccessKey } = s3;
  const credentials = { accessKeyId, secretAccessKey };
  const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  return async (photo) => {
    const Key = `bench/${randomUUID()}`;
    await client.send(
      new PutObjectCommand({ Bucket: bucket, Key, Body: photo, ContentType: 'image/jpeg' }),
    );
  };
}
