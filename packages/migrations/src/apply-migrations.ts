import { setTimeout as delay } from 'node:timers/promises';
import type { MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import { ConnectionLostError } from './connection-lost-error.ts';
import { openEngine } from './engine.ts';
import { MigrationFailedError } from './migration-failed-error.ts';
import { readMigrations } from './migration-list.ts';
import { Session } from './session.ts';

export interface ApplyMigrationsOptions {
  databaseUrl: string;
  /** The folder of migrations, as `prisma migrate` keeps it. */
  directory: string;
  /** Told about each migration that was applied, and each that waits for a lock. */
  log?: (message: string) => void;
}

/** The key that the schema engine locks too: `prisma migrate deploy` and this exclude each other. */
const lockKey = 72707369;
const turnTimeoutMs = 120_000;
const tableLockTimeoutMs = 1_000;
const tableLockAttempts = 20;

/**
 * Brings a database up to the newest migration of a folder, and notes what was applied in `_prisma_migrations` as
 * `prisma migrate deploy` does. Calls at the same time, from any number of machines, take turns.
 *
 * Each migration is a transaction of its own with its note: one that fails, or is killed, leaves nothing, and the next
 * run begins where this one ended. A statement waits for a table's lock for a second only, because every query that comes
 * after it waits with it; then the migration is rolled back and tried again.
 *
 * Migrations that the database has and the folder hasn't are left alone: they are of a newer version.
 *
 * @returns the names of the migrations that this call applied
 * @throws MigrationFailedError when a migration's SQL failed, with PostgreSQL's reason; ConnectionLostError
 */
export async function applyMigrations(
  options: ApplyMigrationsOptions,
): Promise<{ applied: string[] }> {
  const { databaseUrl, directory, log = () => {} } = options;
  const migrations = await readMigrations(directory);
  const session = await Session.open(databaseUrl);
  try {
    await takeTurn(session);
    const engine = await openEngine(session);
    const applied: string[] = [];
    for (const upTo of prefixes(migrations)) {
      for (const name of await applyInTransaction(engine, session, upTo, log)) {
        log(`applied ${name}`);
        applied.push(name);
      }
    }
    return { applied };
  } catch (error) {
    if (error instanceof ConnectionLostError) throw error;
    // What the engine says of a connection that is gone is a number.
    await session.rollBack();
    throw error;
  } finally {
    await session.close();
  }
}

async function takeTurn(session: Session): Promise<void> {
  await session.query(`SET lock_timeout = ${turnTimeoutMs}`);
  await session.query(`SELECT pg_advisory_lock(${lockKey})`);
  await session.query(`SET lock_timeout = ${tableLockTimeoutMs}`);
}

/** The engine applies all that is missing in a list; given one migration more each time, it applies one at a time. */
function prefixes(migrations: MigrationList): MigrationList[] {
  const all = migrations.migrationDirectories;
  return all.map((_, index) => ({ ...migrations, migrationDirectories: all.slice(0, index + 1) }));
}

async function applyInTransaction(
  engine: SchemaEngine,
  session: Session,
  migrations: MigrationList,
  log: (message: string) => void,
): Promise<string[]> {
  const name = migrations.migrationDirectories.at(-1)?.path ?? '';
  for (let attempt = 1; ; attempt++) {
    session.scriptError = undefined;
    try {
      await session.query('BEGIN');
      const filters = { externalTables: [], externalEnums: [] };
      const result = await engine.applyMigrations({ migrationsList: migrations, filters });
      await session.query('COMMIT');
      return result.appliedMigrationNames;
    } catch (error) {
      await session.rollBack();
      const cause = session.scriptError ?? error;
      if (!isLockTimeout(cause) || attempt === tableLockAttempts) {
        throw new MigrationFailedError(name, cause);
      }
      log(`${name} waits for a table's lock (attempt ${attempt} of ${tableLockAttempts})`);
      await delay(tableLockTimeoutMs);
    }
  }
}

function isLockTimeout(error: unknown): boolean {
  const lockNotAvailable = '55P03';
  return error instanceof pg.DatabaseError && error.code === lockNotAvailable;
}
