import { Command } from 'commander';
import { applyMigrations } from './apply-migrations.ts';

export interface MigrateCommandOptions {
  /** Asked for when the command runs: the database to migrate. */
  databaseUrl: () => string;
  /** The folder of migrations, as `prisma migrate` keeps it. */
  directory: string;
}

/**
 * The command `migrate` of an app: applies what is missing, says on standard error what it does, and prints
 * `{"applied": […]}`, the names of the migrations that it applied.
 */
export function migrateCommand({ databaseUrl, directory }: MigrateCommandOptions): Command {
  return new Command('migrate')
    .description('bring the database up to this version')
    .action(async () => {
      const log = (message: string) => process.stderr.write(`${message}\n`);
      const { applied } = await applyMigrations({ databaseUrl: databaseUrl(), directory, log });
      process.stdout.write(`${JSON.stringify({ applied })}\n`);
    });
}
