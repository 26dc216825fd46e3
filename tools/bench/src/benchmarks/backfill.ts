import type { Stack } from '@photos/local-stack';
import { copyAttachments } from '../backfill/copy.ts';
import { makeHistory } from '../backfill/history.ts';
import { backfillAnew, emptyService } from '../backfill/start-over.ts';
import type { Benchmark } from '../benchmark.ts';
import { formatNumber, mebibytes } from '../report/format.ts';
import { atLeast, atMost, below, type Row } from '../report/row.ts';
import { runStep, type StepResult } from '../run-step.ts';
import { alternate } from '../statistics/alternate.ts';
import { median } from '../statistics/quantiles.ts';
import { ratioOf } from '../statistics/ratio.ts';

/** Small ones are measured more often, since they are over so soon. */
const sizes = [
  { rows: 10_000, rounds: 5 },
  { rows: 100_000, rounds: 3 },
  { rows: 1_000_000, rounds: 1 },
];
const quickSizes = [
  { rows: 10_000, rounds: 1 },
  { rows: 100_000, rounds: 1 },
];
/** The most that parity of the largest table may take. */
const paritySeconds = 20;

interface Measured {
  rows: number;
  copy: StepResult[];
  one: StepResult[];
  two: StepResult[];
  parity: StepResult;
}

export const backfill: Benchmark = {
  name: 'backfill',
  measures:
    'The whole `backfill` command, start-up included, against `COPY … TO` piped into `COPY … FROM` of the same rows between the same databases; and the `parity` command over the result.',
  phases: [2],
  async run({ quick, start, log }) {
    const measured: Measured[] = [];
    for (const { rows, rounds } of quick ? quickSizes : sizes) {
      log(`${count(rows)} rows`);
      const { stack } = await start({ phase: 2, instances: 1 });
      await makeHistory(stack, rows);
      measured.push(await measureSize(stack, rows, rounds));
      await stack.close();
    }
    const growth = measured.slice(1).flatMap((larger, index) => {
      const smaller = measured[index];
      return smaller ? growthRows(smaller, larger) : [];
    });
    return [...measured.flatMap(speedRows), ...growth, ...measured.map(parityRow)];
  },
};

async function measureSize(stack: Stack, rows: number, rounds: number): Promise<Measured> {
  const withWorkers = (workers: number) => async () => {
    await emptyService(stack);
    // There are no users here to be considerate of.
    const swift = ['--batch-size', '500', '--nice-ratio', '0', '--max-slowdown', '1000'];
    const options = ['--workers', String(workers), ...swift];
    return await runStep(stack, backfillAnew(...options));
  };
  const copy = async () => ({ seconds: await copyAttachments(stack), peakMemory: 0 });
  const measured = await alternate(
    { copy, one: withWorkers(1), two: withWorkers(2) },
    // Every command starts cold anyway.
    { rounds, warmUp: false },
  );
  const parity = await runStep(stack, ['parity', '--no-objects', '--json']);
  return { rows, ...measured, parity };
}

function speedRows({ rows, copy, one, two }: Measured): Row[] {
  const [copyRates, oneRates, twoRates] = [copy, one, two].map((results) =>
    results.map(({ seconds }) => rows / seconds),
  ) as [number[], number[], number[]];
  const toCopy = ratioOf(oneRates, copyRates);
  const toOne = ratioOf(twoRates, oneRates);
  return [
    {
      what: `${count(rows)} rows, one worker`,
      figure: rowRate(oneRates),
      comparedWith: `${rowRate(copyRates)} by COPY`,
      ratio: toCopy,
      verdict: atLeast(0.3, toCopy),
    },
    {
      what: `${count(rows)} rows, two workers`,
      figure: rowRate(twoRates),
      comparedWith: `${rowRate(oneRates)} by one`,
      ratio: toOne,
      verdict: atLeast(1, toOne),
    },
  ];
}

/** Whether ten times the rows take ten times as long, in the same memory. */
function growthRows(smaller: Measured, larger: Measured): Row[] {
  const secondsPerRow = ({ one, rows }: Measured) =>
    median(one.map(({ seconds }) => seconds)) / rows;
  const memory = ({ one }: Measured) => median(one.map(({ peakMemory }) => peakMemory));
  const compared = `${count(larger.rows)} rows against ${count(smaller.rows)}`;
  const time = ratioOf([secondsPerRow(larger)], [secondsPerRow(smaller)]);
  const space = ratioOf([memory(larger)], [memory(smaller)]);
  return [
    {
      what: `Time per row, ${compared}`,
      figure: `${formatNumber(secondsPerRow(larger) * 1e6)} µs`,
      comparedWith: `${formatNumber(secondsPerRow(smaller) * 1e6)} µs`,
      ratio: time,
      verdict: atMost(1.2, time),
    },
    {
      what: `Peak memory, ${compared}`,
      figure: mebibytes(memory(larger)),
      comparedWith: mebibytes(memory(smaller)),
      ratio: space,
      verdict: atMost(1.2, space),
    },
  ];
}

function parityRow({ rows, parity }: Measured): Row {
  return {
    what: `Parity of ${count(rows)} rows`,
    figure: `${formatNumber(parity.seconds)} s`,
    verdict: below(paritySeconds, 's', parity.seconds),
  };
}

const count = (rows: number) => rows.toLocaleString('en-GB');
const rowRate = (rates: number[]) => `${count(Math.round(median(rates)))} rows/s`;
