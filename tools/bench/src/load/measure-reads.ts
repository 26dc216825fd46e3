import { milliseconds, perSecond } from '../report/format.ts';
import type { Row } from '../report/row.ts';
import { type LoadOptions, load } from './load.ts';

/** Repeats a read and gives its rate and latency. A second of it warms everything up before. */
export async function measureReads(
  what: string,
  options: LoadOptions,
  read: () => Promise<void>,
): Promise<Row[]> {
  await load({ ...options, seconds: 1 }, read);
  const { perSecond: rate, latencyMs } = await load(options, read);
  return [
    { what, figure: perSecond(rate) },
    { what: 'Latency, p50', figure: milliseconds(latencyMs.p50) },
    { what: 'Latency, p99', figure: milliseconds(latencyMs.p99) },
  ];
}
