import { fileURLToPath } from 'node:url';
import { migrateCommand } from '@photos/migrations';
import { run } from '@photos/service-kit';
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

program.addCommand(
  migrateCommand({
    databaseUrl: () => readDatabaseConfig().DATABASE_URL,
    directory: fileURLToPath(new URL('../prisma/migrations', import.meta.url)),
  }),
);

addCleanup(program);

await run(program);
