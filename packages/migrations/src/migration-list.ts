import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type {
  MigrationDirectory,
  MigrationList,
} from '@prisma/schema-engine-wasm/schema_engine_bg';

/**
 * Reads a migrations folder as the schema engine wants it, in the order of the names.
 *
 * @throws when the folder, or the SQL of a migration, isn't there
 */
export async function readMigrations(directory: string): Promise<MigrationList> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return {
    baseDir: path.resolve(directory),
    lockfile: {
      path: lockfileName,
      content: await readIfThere(path.join(directory, lockfileName)),
    },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(
      names.sort().map((name) => readMigration(directory, name)),
    ),
  };
}

/** Says which database the migrations are for; `prisma migrate` wants it beside them. */
export const lockfileName = 'migration_lock.toml';
export const scriptName = 'migration.sql';

async function readMigration(directory: string, name: string): Promise<MigrationDirectory> {
  const value = await readFile(path.join(directory, name, scriptName), 'utf8');
  return { path: name, migrationFile: { path: scriptName, content: { tag: 'ok', value } } };
}

async function readIfThere(file: string): Promise<string | null> {
  return readFile(file, 'utf8').catch((error) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
}
