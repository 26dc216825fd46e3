import { fileURLToPath } from 'node:url';
import { applyMigrations } from '@photos/migrations';
import { Command } from 'commander';
import { readDatabaseConfig, readServerConfig } from './config.ts';
import { startServer } from './server.ts';

const program = new Command('media-service').description('The service that attachments move to');

program
  .command('serve', { isDefault: true })
  .description('serve until SIGTERM')
  .action(() => startServer(readServerConfig()));

program
  .command('migrate')
  .description('bring the database up to this version')
  .action(async () => {
    const { applied } = await applyMigrations({
      databaseUrl: readDatabaseConfig().DATABASE_URL,
      directory: fileURLToPath(new URL('../prisma/migrations', import.meta.url)),
      log: (message) => process.stderr.write(`${message}\n`),
    });
    process.stdout.write(`${JSON.stringify({ applied })}\n`);
  });

await program.parseAsync();
