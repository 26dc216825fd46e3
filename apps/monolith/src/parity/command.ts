import { createInternalClient } from '@photos/attachment-contract/internal';
import type { PhotoStorage } from '@photos/photo-storage';
import { errorMessage, requestId } from '@photos/service-kit';
import { Command, type CommanderError } from 'commander';
import { readReplicationConfig, readStorageConfig, storageOptions } from '../config.ts';
import { wholeNumber } from '../console/options.ts';
import { count, counted, duration } from '../console/progress.ts';
import { openPool } from '../data-access/pool.ts';
import { checkParity, type ParityOptions, type ParityReport } from './parity.ts';

const connections = 6;

interface Options extends ParityOptions {
  objects: boolean;
  json: boolean;
}

/** `monolith parity` */
export function parityCommand(): Command {
  return new Command('parity')
    .description('compare the attachments here, in the media service and in the bucket')
    .option('--range-size <rows>', 'rows of one checksum', wholeNumber(1, 100_000), 10_000)
    .option('--sample-content <n>', 'objects to read and hash', wholeNumber(0, 1_000_000), 50)
    .option('--no-objects', 'compare rows only')
    .option('--json', 'print the figures as JSON, in the last line', false)
    .addHelpText(
      'after',
      `
Compares rows by checksums of ranges, and narrows a difference down to rows and fields. Rows with a
change in the outbox are left out. Objects are compared with the rows in presence and size, and a
sample of them in content. What differs is looked at three times before it is reported.

Changes nothing. Exits 0 when all agree, 1 when something differs, 2 when it could not find out.`,
    )
    .exitOverride(exit)
    .action(async (options: Options) => {
      try {
        const report = await run(options);
        print(report, options.json);
        process.exitCode = report.ok ? 0 : 1;
      } catch (error) {
        process.stderr.write(`parity could not be checked: ${errorMessage(error)}\n`);
        process.exitCode = 2;
      }
    });
}

/** For what commander itself prints: its own code for a wrong option, 1, would mean that something differs. */
function exit({ exitCode }: CommanderError): never {
  process.exit(exitCode === 0 ? 0 : 2);
}

async function run(options: Options): Promise<ParityReport> {
  const { DATABASE_URL, MEDIA_SERVICE_URL, SERVICE_TOKEN } = readReplicationConfig();
  const storage = options.objects ? await openBucket() : undefined;
  const pool = openPool(DATABASE_URL, connections);
  const service = createInternalClient({
    url: MEDIA_SERVICE_URL,
    serviceToken: SERVICE_TOKEN,
    requestId,
  });
  try {
    return await checkParity(options, { query: pool.query, service, storage });
  } finally {
    await pool.close();
    storage?.close();
  }
}

/** Loads the S3 client only when it is needed: that takes longer than many a check. */
async function openBucket(): Promise<PhotoStorage> {
  const { createPhotoStorage } = await import('@photos/photo-storage');
  return createPhotoStorage(storageOptions(readStorageConfig()));
}

function print(report: ParityReport, json: boolean): void {
  const { ok, rows, objects, hashed, pending, differences, examples, byKind, ms } = report;
  const lines = examples.map(({ kind, id, detail }) => `${kind.padEnd(14)}  ${id}  ${detail}`);
  if (differences > examples.length) {
    lines.push(`… and ${count(differences - examples.length)} more`);
  }
  for (const [kind, number] of Object.entries(byKind)) lines.push(`${kind}: ${count(number)}`);
  const verdict = ok ? 'in parity' : `NOT in parity: ${counted(differences, 'difference')}`;
  const looked = `${counted(rows, 'row')}, ${counted(objects, 'object')} (${count(hashed)} hashed)`;
  lines.push(`${verdict}; ${looked}, ${count(pending)} in the outbox, ${duration(ms / 1_000)}`);
  if (json) lines.push(JSON.stringify(report));
  process.stdout.write(`${lines.join('\n')}\n`);
}
