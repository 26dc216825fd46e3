import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  jest,
} from '@jest/globals';
import { type Servers, startServers } from '@photos/local-stack';
import pg from 'pg';
import {
  applyMigrations,
  ConnectionLostError,
  createMigration,
  MigrationFailedError,
} from '../src/index.ts';
import { MigrationsFolder } from './migrations-folder.ts';

jest.setTimeout(60_000);

let servers: Servers;
const databases: string[] = [];
let databaseUrl: string;
let client: pg.Client;
let folder: MigrationsFolder;

beforeAll(async () => {
  servers = await startServers();
});
afterAll(async () => {
  for (const name of databases) await servers.dropDatabase(name);
  await servers?.stop();
});

function createDatabase(): Promise<string> {
  const name = `migrations_${randomUUID()}`;
  databases.push(name);
  return servers.createDatabase(name);
}

beforeEach(async () => {
  databaseUrl = await createDatabase();
  client = new pg.Client(databaseUrl);
  await client.connect();
  folder = await MigrationsFolder.create();
});
afterEach(async () => {
  await client.end();
  await folder.remove();
});

const apply = (log?: (message: string) => void) =>
  applyMigrations({ databaseUrl, directory: folder.path, ...(log && { log }) });

async function rows(sql: string): Promise<unknown[]> {
  return (await client.query(sql)).rows;
}

/** Ends the connection that is at this statement, once there is one. */
async function hangUpOn(statement: string): Promise<void> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const { rowCount } = await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()
          AND state = 'active' AND query LIKE $1`,
      [statement],
    );
    if (rowCount === 1) return;
    if (Date.now() > deadline) throw new Error(`nobody is at ${statement}`);
    await delay(20);
  }
}

const functionSql = `
  CREATE TABLE counted (id int PRIMARY KEY, n int NOT NULL DEFAULT 0);
  CREATE FUNCTION doubled(n int) RETURNS int LANGUAGE plpgsql AS $$
  BEGIN
    IF n IS NULL THEN RAISE EXCEPTION 'nothing; to double'; END IF;
    RETURN n * 2; -- a semicolon; in a comment
  END $$;
  INSERT INTO counted VALUES (1, doubled(21));
`;

const refusingSql = `
  CREATE TABLE archive_of_counted AS SELECT * FROM counted;
  DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM permits) THEN
      RAISE EXCEPTION 'counted is still in use' USING HINT = 'Run the gate first.';
    END IF;
  END $$;
  DROP TABLE counted;
`;

describe('applyMigrations', () => {
  it('applies what is missing, in order, and notes it as prisma migrate deploy does', async () => {
    await folder.write('2_second', 'ALTER TABLE counted ADD COLUMN name text;');
    await folder.write('1_first', functionSql);
    const log: string[] = [];
    expect(await apply((message) => log.push(message))).toEqual({
      applied: ['1_first', '2_second'],
    });
    expect(log).toEqual(['applied 1_first', 'applied 2_second']);
    expect(await rows('SELECT * FROM counted')).toEqual([{ id: 1, n: 42, name: null }]);
    expect(await rows('SELECT * FROM _prisma_migrations ORDER BY migration_name')).toEqual([
      expect.objectContaining({
        migration_name: '1_first',
        checksum: expect.stringMatching(/^[0-9a-f]{64}$/),
        finished_at: expect.any(Date),
        rolled_back_at: null,
        applied_steps_count: 1,
      }),
      expect.objectContaining({ migration_name: '2_second' }),
    ]);
  });

  it('does nothing the second time', async () => {
    await folder.write('1_first', functionSql);
    await apply();
    expect(await apply()).toEqual({ applied: [] });
  });

  it('leaves alone what a newer version has applied', async () => {
    await folder.write('1_first', functionSql);
    await folder.write('2_newer', 'CREATE TABLE newer (id int);');
    await apply();
    await folder.remove('2_newer');
    expect(await apply()).toEqual({ applied: [] });
    expect(await rows('SELECT * FROM newer')).toEqual([]);
  });

  it('lets one of many apply each migration', async () => {
    await folder.write('1_first', `${functionSql} SELECT pg_sleep(0.2);`);
    await folder.write('2_second', 'CREATE TABLE second (id int);');
    const all = await Promise.all([apply(), apply(), apply(), apply()]);
    expect(all.flatMap(({ applied }) => applied).sort()).toEqual(['1_first', '2_second']);
  });

  it('leaves nothing of a migration that refuses, says why, and applies it later', async () => {
    await folder.write('1_first', `${functionSql} CREATE TABLE permits (id int);`);
    await folder.write('2_drop', refusingSql);
    const error = await apply().catch((error) => error);
    expect(error).toBeInstanceOf(MigrationFailedError);
    expect(error.migration).toBe('2_drop');
    expect(error.message).toBe(
      'Migration 2_drop failed: counted is still in use\nHint: Run the gate first.\n' +
        'Nothing of it was applied. Mend the cause, then run the migrations again.',
    );
    expect(await rows('SELECT n FROM counted')).toEqual([{ n: 42 }]);
    await expect(apply()).rejects.toThrow('counted is still in use');

    await client.query('INSERT INTO permits VALUES (1)');
    expect(await apply()).toEqual({ applied: ['2_drop'] });
    await expect(rows('SELECT FROM counted')).rejects.toThrow('does not exist');
    expect(await rows('SELECT n FROM archive_of_counted')).toEqual([{ n: 42 }]);
    expect(await rows('SELECT FROM _prisma_migrations')).toHaveLength(2);
  });

  it('says what is wrong with the SQL', async () => {
    await folder.write('1_first', 'CREATE TABEL t (id int);');
    await expect(apply()).rejects.toThrow('Migration 1_first failed: syntax error at or near');
  });

  it('tries again when a table is in use, and lets its users pass meanwhile', async () => {
    await folder.write('1_first', functionSql);
    await apply();
    await folder.write('2_second', 'ALTER TABLE counted ADD COLUMN name text;');
    await client.query('BEGIN; SELECT * FROM counted');
    const log: string[] = [];
    const waits = Promise.withResolvers<void>();
    const applied = apply((message) => {
      log.push(message);
      waits.resolve();
    });
    await waits.promise;
    expect(log[0]).toMatch(/^2_second waits for a table's lock/);
    await client.query('COMMIT');
    expect(await applied).toEqual({ applied: ['2_second'] });
  });

  it('says that the connection was lost while it waited for its turn', async () => {
    await folder.write('1_first', functionSql);
    await client.query('SELECT pg_advisory_lock(72707369)');
    const error = apply().catch((error: unknown) => error);
    await hangUpOn('SELECT pg_advisory_lock%');
    expect(await error).toBeInstanceOf(ConnectionLostError);
  });

  it('says that the connection was lost within a migration, of which nothing is left', async () => {
    await folder.write('1_first', `${functionSql} SELECT pg_sleep(60);`);
    const error = apply().catch((error: unknown) => error);
    await hangUpOn('%pg_sleep(60)%');
    expect(await error).toBeInstanceOf(ConnectionLostError);

    await folder.write('1_first', functionSql);
    expect(await apply()).toEqual({ applied: ['1_first'] });
  });

  it('fails when the folder or a script is not there', async () => {
    await expect(
      applyMigrations({ databaseUrl, directory: `${folder.path}/none` }),
    ).rejects.toThrow('ENOENT');
    await folder.write('1_first', '');
    await folder.remove('1_first/migration.sql');
    await expect(apply()).rejects.toThrow('ENOENT');
  });
});

describe('createMigration', () => {
  const datasource = `
    datasource db {
      provider = "postgresql"
    }
  `;
  const things = `
    model things {
      id   String @id @db.Uuid
      name String
    }
  `;
  const parts = `
    model parts {
      id Int @id
    }
  `;

  async function create(schema: string, name: string): Promise<string | undefined> {
    const schemaFile = path.join(folder.path, 'schema.prisma');
    await writeFile(schemaFile, schema);
    const scratchDatabaseUrl = await createDatabase();
    return createMigration({
      schemaFile,
      migrationsDirectory: folder.path,
      name,
      scratchDatabaseUrl,
    });
  }

  it('writes the difference to the migrations so far, which can then be applied', async () => {
    const first = await create(datasource + things, 'Add things');
    expect(first).toMatch(/\/\d{14}_add_things\/migration\.sql$/);
    expect(await readFile(first ?? '', 'utf8')).toContain('CREATE TABLE "things"');
    await apply();

    expect(await create(datasource + things, 'nothing')).toBeUndefined();

    await folder.write('30000101000000_by_hand', functionSql.replaceAll('counted', 'parts'));
    const second = await create(datasource + things + parts, 'parts');
    expect(await readFile(second ?? '', 'utf8')).toContain('DROP COLUMN "n"');
  });
});
