import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openEngine } from './engine.ts';
import { lockfileName, readMigrations, scriptName } from './migration-list.ts';
import { Session } from './session.ts';

export interface CreateMigrationOptions {
  /** The Prisma schema to get to. */
  schemaFile: string;
  migrationsDirectory: string;
  /** What the migration does; the time is put before it. */
  name: string;
  /** A database that is empty, and of no use to anyone afterwards: the migrations so far are run in it. */
  scratchDatabaseUrl: string;
}

/**
 * Writes the migration that leads from what the migrations so far make to what the schema says, as `prisma migrate dev
 * --create-only` does. It knows tables, columns, keys and indexes; functions and data are for the author to write.
 *
 * @returns the path of the new script; undefined when there is nothing to do
 */
export async function createMigration(
  options: CreateMigrationOptions,
): Promise<string | undefined> {
  const { schemaFile, migrationsDirectory, name, scratchDatabaseUrl } = options;
  await mkdir(migrationsDirectory, { recursive: true });
  await writeFile(path.join(migrationsDirectory, lockfileName), 'provider = "postgresql"\n');
  const migrationsList = await readMigrations(migrationsDirectory);
  const session = await Session.open(scratchDatabaseUrl);
  try {
    const engine = await openEngine(session);
    const content = await readFile(schemaFile, 'utf8');
    const { exitCode, stdout: script } = await engine.diff({
      from: { tag: 'migrations', ...migrationsList },
      to: { tag: 'schemaDatamodel', files: [{ path: schemaFile, content }] },
      script: true,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    });
    if (exitCode === nothingToDo || script === null) return undefined;
    return await write(path.join(migrationsDirectory, directoryName(name)), script);
  } finally {
    await session.close();
  }
}

const nothingToDo = 0;

/** `20260102030405_add_captions`: migrations are applied in the order of their names. */
function directoryName(name: string): string {
  const time = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  return `${time}_${name.toLowerCase().replace(/\W+/g, '_')}`;
}

async function write(directory: string, script: string): Promise<string> {
  await mkdir(directory);
  const file = path.join(directory, scriptName);
  await writeFile(file, script);
  return file;
}
