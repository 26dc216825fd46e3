import { type Servers, type Stack, startStack } from '@photos/local-stack';
import type { Phase } from '@photos/phases';
import type { Benchmark, StartOptions, Target } from './benchmark.ts';
import { checkoutOf, repository } from './checkouts.ts';
import { newUser } from './load/user.ts';
import type { Row } from './report/row.ts';

export interface RunOptions {
  servers: Servers;
  phases: readonly Phase[];
  quick: boolean;
  signal: AbortSignal;
  log(line: string): void;
}

/** Runs one benchmark, and stops the stacks that it has started. */
export async function runBenchmark(benchmark: Benchmark, options: RunOptions): Promise<Row[]> {
  const { servers, phases, quick, signal, log } = options;
  const stacks: Stack[] = [];

  const start = async ({ phase, instances }: StartOptions = {}): Promise<Target> => {
    const known = phases.find(({ number }) => number === phase);
    if (phase !== undefined && !known)
      throw new Error(`${benchmark.name} does not name phase ${phase}`);
    const checkout = known ? await checkoutOf(known, { signal, log }) : repository;
    const stack = await startStack({ checkout, servers, ...(instances && { instances }) });
    stacks.push(stack);
    return { stack, newUser: () => newUser(stack, checkout) };
  };

  try {
    return await benchmark.run({ servers, quick, signal, log, start });
  } finally {
    await Promise.all(stacks.map((stack) => stack.close()));
  }
}

/** The phases that a benchmark needs and this history lacks. */
export function missingPhases({ phases = [] }: Benchmark, known: readonly Phase[]): number[] {
  return phases.filter((phase) => !known.some(({ number }) => number === phase));
}
