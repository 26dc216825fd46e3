export { type ApplyMigrationsOptions, applyMigrations } from './apply-migrations.ts';
export { MigrationFailedError } from './migration-failed-error.ts';
