// `pnpm bench`: measures this checkout, and the phases against each other.

import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { startServers } from '@photos/local-stack';
import { Command } from 'commander';
import pc from 'picocolors';
import type { Benchmark } from './benchmark.ts';
import { benchmarks, rehearsal } from './benchmarks.ts';
import { knownPhases, repository } from './checkouts.ts';
import { describeRun } from './report/machine.ts';
import { sectionOf } from './report/markdown.ts';
import { printRows } from './report/print-rows.ts';
import { writeReport } from './report/write-report.ts';
import { missingPhases, runBenchmark } from './run-benchmark.ts';

const all = [...benchmarks, rehearsal];
const report = join(repository, 'docs', 'benchmarks.md');

interface Options {
  only?: string[];
  quick?: true;
  rehearsal?: true;
}

await new Command('pnpm bench')
  .description('Measures this checkout, and the phases against each other, as ratios in one run.')
  .option('--only <names...>', 'just these benchmarks')
  .option('--quick', 'short rounds, to see that it works; docs/benchmarks.md is left as it is')
  .option('--rehearsal', 'time a whole rehearsal too, cold and warm (takes minutes)')
  .addHelpText('after', `\nBenchmarks:\n${all.map(({ name }) => `  ${name}`).join('\n')}`)
  .showHelpAfterError('(--help says more)')
  .action(async (options: Options, command: Command) => {
    const unknown = options.only?.filter((name) => !all.some((one) => one.name === name)) ?? [];
    if (unknown.length > 0) command.error(`error: no such benchmark: ${unknown.join(', ')}`);
    await measure(chosenBy(options), { quick: options.quick ?? false });
  })
  .parseAsync();

function chosenBy({ only, rehearsal: withRehearsal }: Options): Benchmark[] {
  if (only) return all.filter(({ name }) => only.includes(name));
  return withRehearsal ? all : [...benchmarks];
}

async function measure(chosen: Benchmark[], { quick }: { quick: boolean }): Promise<void> {
  const phases = await knownPhases();
  const runnable = chosen.filter((benchmark) => {
    const missing = missingPhases(benchmark, phases);
    if (missing.length === 0) return true;
    console.log(
      pc.dim(`${benchmark.name}: skipped, this history has no phase ${missing.join(', ')}`),
    );
    return false;
  });
  if (runnable.length === 0) return;

  const ran = describeRun(new Date());
  console.log(`${availableParallelism()} cores shared by the load and all that it loads.`);
  const signal = abortedByCtrlC();
  const log = (line: string) => console.log(pc.dim(`  ${line}`));
  const servers = await startServers();
  const sections = new Map<string, string>();
  try {
    for (const benchmark of runnable) {
      console.log(`\n${pc.bold(benchmark.name)}  ${benchmark.measures}`);
      const rows = await runBenchmark(benchmark, { servers, phases, quick, signal, log });
      printRows(rows);
      sections.set(benchmark.name, sectionOf(benchmark, rows, ran));
    }
  } finally {
    await servers.stop();
    if (!quick)
      await writeReport(
        report,
        sections,
        all.map(({ name }) => name),
      );
  }
}

function abortedByCtrlC(): AbortSignal {
  const controller = new AbortController();
  process.once('SIGINT', () => {
    controller.abort(new Error('interrupted'));
    // The local stack's watchdog stops what is running.
    process.exit(130);
  });
  return controller.signal;
}
