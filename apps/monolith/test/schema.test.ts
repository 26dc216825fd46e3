import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Servers, startServers } from '@photos/local-stack';
import { createMigration } from '@photos/migrations';

const prisma = join(import.meta.dirname, '../prisma');
const scratch = `scratch_${randomUUID()}`;
let servers: Servers;
let directory: string;

beforeAll(async () => {
  servers = await startServers();
  directory = await mkdtemp(join(tmpdir(), 'schema-'));
});
afterAll(async () => {
  await rm(directory, { recursive: true });
  await servers.dropDatabase(scratch);
  await servers.stop();
});

it('the schema says all that the migrations make, so that a new one holds only what is new', async () => {
  const migrationsDirectory = join(directory, 'migrations');
  await cp(join(prisma, 'migrations'), migrationsDirectory, { recursive: true });

  const migration = await createMigration({
    schemaFile: join(prisma, 'schema.prisma'),
    migrationsDirectory,
    name: 'difference',
    scratchDatabaseUrl: await servers.createDatabase(scratch),
  });

  expect(migration && (await readFile(migration, 'utf8'))).toBeUndefined();
});
