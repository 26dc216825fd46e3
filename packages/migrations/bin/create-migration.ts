#!/usr/bin/env node
// For maintainers: writes the migration that a changed Prisma schema needs. Brings its own PostgreSQL to work it out in.
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { startServers } from '@photos/local-stack';
import { createMigration } from '../src/create-migration.ts';

const usage = `Usage: create-migration <name> [--schema prisma/schema.prisma] [--migrations prisma/migrations]
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    schema: { type: 'string', default: 'prisma/schema.prisma' },
    migrations: { type: 'string', default: 'prisma/migrations' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const [name, ...rest] = positionals;
if (values.help || name === undefined || rest.length > 0) {
  (values.help ? process.stdout : process.stderr).write(usage);
  process.exit(values.help ? 0 : 1);
}

const servers = await startServers();
const scratch = `scratch_${randomUUID()}`;
try {
  const file = await createMigration({
    schemaFile: values.schema,
    migrationsDirectory: values.migrations,
    name,
    scratchDatabaseUrl: await servers.createDatabase(scratch),
  });
  process.stdout.write(`${file ?? 'The migrations already make what the schema says.'}\n`);
} finally {
  await servers.dropDatabase(scratch);
  await servers.stop();
}
