import { fileURLToPath } from 'node:url';
import { migrateCommand } from '@photos/migrations';
import { run } from '@photos/service-kit';
import { Command } from 'commander';
import { readDatabaseConfig, readServeConfig } from './config.ts';
import { startServer } from './server.ts';

const program = new Command('monolith').description('The photo-messaging monolith');

program
  .command('serve', { isDefault: true })
  .description('serve the public API until SIGTERM')
  .action(() => startServer(readServeConfig()));

program.addCommand(
  migrateCommand({
    databaseUrl: () => readDatabaseConfig().DATABASE_URL,
    directory: fileURLToPath(new URL('../prisma/migrations', import.meta.url)),
  }),
);

await run(program);
