export { type ApplyMigrationsOptions, applyMigrations } from './apply-migrations.ts';
export { ConnectionLostError } from './connection-lost-error.ts';
export { type CreateMigrationOptions, createMigration } from './create-migration.ts';
export { type MigrateCommandOptions, migrateCommand } from './migrate-command.ts';
export { MigrationFailedError } from './migration-failed-error.ts';
