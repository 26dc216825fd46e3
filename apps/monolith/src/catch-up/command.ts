import { createInternalClient, type InternalClient } from '@photos/attachment-contract/internal';
import { createLogger } from '@photos/service-kit';
import { type Command, InvalidArgumentError } from 'commander';
import { readCatchUpConfig } from '../config.ts';
import { type Database, openDatabase } from '../data-access/database.ts';
import { AttachmentReplication } from '../domain/attachment-replication.ts';
import { MediaOutbox } from '../domain/media-outbox.ts';
import { ServiceCalls } from '../domain/service-calls.ts';
import { catchUp } from './catch-up.ts';

/** Adds the command `catch-up`. */
export function addCatchUp(program: Command): void {
  program
    .command('catch-up')
    .description(
      "bring the frozen local table up to the media service's, before phase 3 is deployed again",
    )
    .option('--batch-size <n>', 'changes of one request, 1 to 1000', parseBatchSize, 500)
    .action(async ({ batchSize }: { batchSize: number }) => {
      const config = readCatchUpConfig();
      const db = openDatabase(config.DATABASE_URL, (error) => process.stderr.write(`${error}\n`));
      const service = createInternalClient({
        url: config.MEDIA_SERVICE_URL,
        serviceToken: config.SERVICE_TOKEN,
        requestId: () => undefined,
      });
      const startedAt = Date.now();
      try {
        const onProgress = ({ read }: { read: number }) =>
          process.stderr.write(`changes caught up with: ${read}\n`);
        const mediaOutbox = composeOutbox(db, service);
        const totals = await catchUp({ db, service, mediaOutbox, batchSize, onProgress });
        process.stdout.write(`${JSON.stringify({ ...totals, ms: Date.now() - startedAt })}\n`);
      } finally {
        await db.$disconnect();
      }
    });
}

function composeOutbox(db: Database, service: InternalClient): MediaOutbox {
  const logger = createLogger({ name: 'catch-up', level: 'silent' });
  const replication = new AttachmentReplication({ db, service, logger });
  return new MediaOutbox({ db, service, replication, calls: new ServiceCalls(logger), logger });
}

function parseBatchSize(text: string): number {
  const size = Number(text);
  if (Number.isInteger(size) && size >= 1 && size <= 1_000) return size;
  throw new InvalidArgumentError('must be a whole number from 1 to 1000');
}
