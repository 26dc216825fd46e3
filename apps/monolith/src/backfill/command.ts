import { constants, setPriority } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { createInternalClient, MAX_MERGE } from '@photos/attachment-contract/internal';
import { errorMessage, requestId } from '@photos/service-kit';
import { Command, Option } from 'commander';
import { readReplicationConfig } from '../config.ts';
import { numberAbove, numberFrom, wholeNumber } from '../console/options.ts';
import { count, counted, duration } from '../console/progress.ts';
import { openPool } from '../data-access/pool.ts';
import { type BackfillFigures, type BackfillOptions, backfill } from './backfill.ts';
import { type DryRunFigures, dryRun } from './dry-run.ts';
import { NothingPlannedError } from './plan.ts';

interface Options extends BackfillOptions {
  dryRun: boolean;
  json: boolean;
}

/** `monolith backfill` */
export function backfillCommand(): Command {
  return new Command('backfill')
    .description('merge all attachments there are into the media service')
    .option('--batch-size <rows>', 'rows of one request', wholeNumber(1, MAX_MERGE), 100)
    .option('--range-size <rows>', 'rows of one job', wholeNumber(1, 10_000_000), 10_000)
    .option('--workers <n>', 'jobs that this process works on at a time', wholeNumber(1, 64), 1)
    .option(
      '--nice-ratio <factor>',
      'rest between batches, this many times what a batch takes',
      numberFrom(0),
      6,
    )
    .option(
      '--max-slowdown <factor>',
      'pause between batches when live reads take so many times longer',
      numberAbove(1),
      2,
    )
    .option('--restart', 'forget how far an earlier run came', false)
    .addOption(
      new Option('--plan-only', 'plan, and leave the work to others')
        .default(false)
        .conflicts(['workOnly', 'dryRun']),
    )
    .addOption(
      new Option('--work-only', 'help with what is planned')
        .default(false)
        .conflicts(['restart', 'dryRun']),
    )
    .option('--dry-run', 'only find out what there is to do', false)
    .option('--json', 'print the figures as JSON, in the last line', false)
    .addHelpText(
      'after',
      `
May run at any time, as often as you like, and on several machines at once: the ranges are shared
out. When it is interrupted or killed, the next run goes on where it was. Reads attachments and
changes none here. Exits 0 when every row is merged, 1 when not.`,
    )
    .action(run);
}

async function run(options: Options): Promise<void> {
  // Whoever serves users on the same machine goes first.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  // The longer it runs, the more room V8 would make for garbage. Collecting early keeps memory flat.
  setFlagsFromString('--heap-growing-percent=20');
  setFlagsFromString('--semi-space-growth-factor=1');
  const { DATABASE_URL, MEDIA_SERVICE_URL, SERVICE_TOKEN } = readReplicationConfig();
  const service = createInternalClient({
    url: MEDIA_SERVICE_URL,
    serviceToken: SERVICE_TOKEN,
    requestId,
  });
  // A worker reads one batch while it notes another one; the others look after the queue.
  const pool = openPool(DATABASE_URL, 2 * options.workers + 5);
  const canaryPool = openPool(DATABASE_URL, 1);
  try {
    const figures = options.dryRun
      ? await dryRun(options, { query: pool.query, service })
      : await backfill(options, { pool, canaryPool, service, signal: interruption() });
    print(figures, options);
    process.exitCode = 'refused' in figures && figures.refused > 0 ? 1 : 0;
  } catch (error) {
    // To run it again would not help.
    if (error instanceof NothingPlannedError) throw error;
    process.stderr.write(`backfill stopped: ${errorMessage(error)}\nRun it again to go on.\n`);
    process.exitCode = 1;
  } finally {
    await Promise.all([pool.close(), canaryPool.close()]);
  }
}

/** Aborts at the first SIGTERM or SIGINT; the second one kills. */
function interruption(): AbortSignal {
  const interrupted = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => interrupted.abort(new Error(`it was told to (${signal})`)));
  }
  return interrupted.signal;
}

function print(figures: BackfillFigures | DryRunFigures, { json, planOnly }: Options): void {
  const took = duration(figures.ms / 1_000);
  const lines: string[] = [];
  if ('dryRun' in figures) {
    lines.push(
      `would merge ${counted(figures.rows, 'row')}, of which the media service lacks or has otherwise ${count(figures.differing)}; nothing was written (${took})`,
    );
  } else if (planOnly) {
    lines.push(
      `planned ${counted(figures.rows, 'row')} in ${counted(figures.ranges, 'range')} (${took})`,
    );
  } else {
    const { merged, changed, refused, rowsPerSecond } = figures;
    lines.push(
      `merged ${counted(merged, 'row')}, ${count(changed)} new to the media service, ${count(refused)} refused; ${took}, ${counted(rowsPerSecond, 'row')}/s`,
    );
  }
  if (json) lines.push(JSON.stringify(figures));
  process.stdout.write(`${lines.join('\n')}\n`);
}
