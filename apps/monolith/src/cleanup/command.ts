import { createInternalClient } from '@photos/attachment-contract/internal';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { readCleanupConfig } from '../config.ts';
import { openDatabase } from '../data-access/database.ts';
import { archiveOldTable } from './archive.ts';
import { counted } from './counted.ts';
import { waitForGate } from './gate.ts';
import { askOldRouteUsage } from './old-route-usage.ts';

/** Adds the command `cleanup`: what comes before the old table is dropped for good. */
export function addCleanup(program: Command): void {
  const cleanup = program
    .command('cleanup')
    .description('take down what the migration leaves behind: gate, roll-out, archive, migrate');

  cleanup
    .command('gate')
    .description('say whether the old way may be taken down; exit 1 and give every reason if not')
    .addOption(
      new Option('--window <time>', 'for how long nobody must have used it: 30s, 15m, 24h')
        .argParser(parseTime)
        .default(86_400, '24h'),
    )
    .addOption(
      new Option('--wait <time>', 'how long to go on asking while it may not')
        .argParser(parseTime)
        .default(0, 'ask once'),
    )
    .action(gate);

  cleanup
    .command('archive')
    .description('copy the old table into the bucket, before the next migrate drops it')
    .action(archive);
}

interface GateCommand {
  /** Both in seconds. */
  window: number;
  wait: number;
}

async function gate({ window: windowSeconds, wait: waitSeconds }: GateCommand): Promise<void> {
  const { DATABASE_URL, MEDIA_SERVICE_URL: url, SERVICE_TOKEN: serviceToken } = readCleanupConfig();
  const db = openDatabase(DATABASE_URL, (error) => process.stderr.write(`${error.message}\n`));
  const service = createInternalClient({ url, serviceToken, requestId: () => undefined });
  const serviceUsage = () => askOldRouteUsage(url, serviceToken);
  const onWait = (reasons: string[]) => {
    for (const reason of reasons) process.stderr.write(`not yet: ${reason}\n`);
    process.stderr.write(`asking again for up to ${waitSeconds} s\n`);
  };
  try {
    const options = { db, service, serviceUsage, windowSeconds };
    const result = await waitForGate({ ...options, waitSeconds, onWait });
    for (const reason of result.reasons) process.stderr.write(`closed: ${reason}\n`);
    if (result.reasons.length === 0) {
      process.stderr.write(`open: ${counted(result.rows, 'row')} arrived at the media service\n`);
    }
    process.stdout.write(`${JSON.stringify(result)}\n`);
    process.exitCode = result.reasons.length === 0 ? 0 : 1;
  } finally {
    await db.$disconnect();
  }
}

async function archive(): Promise<void> {
  const { DATABASE_URL, MEDIA_SERVICE_URL, SERVICE_TOKEN } = readCleanupConfig();
  const archived = await archiveOldTable({
    databaseUrl: DATABASE_URL,
    serviceUrl: MEDIA_SERVICE_URL,
    serviceToken: SERVICE_TOKEN,
  });
  const says = archived
    ? `archived ${counted(archived.rows, 'row')} as ${archived.name}`
    : 'nothing is left to archive';
  process.stderr.write(`${says}\n`);
  process.stdout.write(`${JSON.stringify(archived ?? { rows: 0 })}\n`);
}

/** Seconds in `30s`, `15m` or `24h`. */
function parseTime(text: string): number {
  const [, amount, unit] = /^(\d{1,6})([smh])$/.exec(text) ?? [];
  const seconds = { s: 1, m: 60, h: 3_600 }[unit ?? ''];
  if (seconds === undefined) throw new InvalidArgumentError('must be like 30s, 15m or 24h');
  return Number(amount) * seconds;
}
