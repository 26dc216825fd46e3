import { fileURLToPath } from 'node:url';
import { migrateCommand } from '@photos/migrations';
import { run } from '@photos/service-kit';
import { Command } from 'commander';
import { readDatabaseConfig, readServerConfig } from './config.ts';
import { startServer } from './server.ts';

const program = new Command('media-service').description('The service that attachments move to');

program
  .command('serve', { isDefault: true })
  .description('serve until SIGTERM')
  .action(() => startServer(readServerConfig()));

program.addCommand(
  migrateCommand({
    databaseUrl: () => readDatabaseConfig().DATABASE_URL,
    directory: fileURLToPath(new URL('../prisma/migrations', import.meta.url)),
  }),
);

await run(program);
