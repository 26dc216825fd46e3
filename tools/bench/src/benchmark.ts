import type { Servers, Stack } from '@photos/local-stack';
import type { User } from './load/user.ts';
import type { Row } from './report/row.ts';

/** What a benchmark gets to work with. */
export interface Bench {
  /** The PostgreSQL and the S3 server that all stacks of a run share. */
  servers: Servers;
  /** Fewer and shorter rounds, smaller sizes: to see that it works, not to trust the figures. */
  quick: boolean;
  /** Starts a stack, which is stopped when the benchmark has ended. */
  start(options?: StartOptions): Promise<Target>;
  /** Tells the user what is going on. */
  log(line: string): void;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
}

export interface StartOptions {
  /** Number of the phase to run, built in a worktree of its own; this checkout unless given. */
  phase?: number;
  /** Instances of each app; what the local stack starts by itself, unless given. */
  instances?: number;
}

/** A stack to measure. */
export interface Target {
  stack: Stack;
  /** Signs somebody up. */
  newUser(): Promise<User>;
}

export interface Benchmark {
  /** For `--only`, and the heading in docs/benchmarks.md. */
  name: string;
  /** What is measured and how, in a sentence or two. */
  measures: string;
  /** Phases that it runs: it is skipped where one of them is missing. */
  phases?: readonly number[];
  /** @throws Error when a request fails: figures of a run with failures mean nothing */
  run(bench: Bench): Promise<Row[]>;
}
