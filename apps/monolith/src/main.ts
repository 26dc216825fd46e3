import { fileURLToPath } from 'node:url';
import { applyMigrations } from '@photos/migrations';
import { Command } from 'commander';
import { addCleanup } from './cleanup/command.ts';
import { readDatabaseConfig, readServeConfig } from './config.ts';

const program = new Command('monolith').description('The photo-messaging monolith');

program
  .command('serve', { isDefault: true })
  .description('serve the public API until SIGTERM')
  .action(async () => {
    // Loaded when it is needed: commands start faster without all that serving takes.
    const { startServer } = await import('./server.ts');
    await startServer(readServeConfig());
  });

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

addCleanup(program);

await program.parseAsync();
