import { existsSync } from 'node:fs';
import { chown, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { Child } from './child-process.ts';
import { freePort } from './free-port.ts';
import { postgresBinaries } from './postgres-binaries.ts';
import { homeFor, postgresUser, type User } from './postgres-user.ts';
import { removeAtEnd } from './watchdog-client.ts';

const SUPERUSER = 'photos';

export interface PostgresServer {
  /** Of the maintenance database, as a user who may create others. */
  url: string;
  process: Child;
}

export interface PostgresOptions {
  /** Where the cluster is, or is made, and the log. */
  directory: string;
  /** Removes what is there first. */
  fresh: boolean;
  /** Whether the directory is removed at the end: then so is what could not be kept in it. */
  temporary: boolean;
  /** Whether the cluster must survive a crash of the machine; it always survives one of the server. */
  durable: boolean;
}

/**
 * Starts a real PostgreSQL.
 * @throws {ChildFailed} when it doesn't start
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const { directory, fresh, temporary, durable } = options;
  const user = await postgresUser();
  const home = await homeFor(user, directory);
  if (temporary) removeAtEnd(home);
  const data = join(home, 'postgres');
  if (fresh) await rm(data, { recursive: true, force: true });
  const binaries = await postgresBinaries(user, home);
  const logFile = join(directory, 'postgres.log');
  if (!existsSync(join(data, 'PG_VERSION')))
    await initialise({ data, binaries, logFile, user, durable });
  const port = await freePort();
  const server = await Child.start({
    name: 'PostgreSQL',
    command: join(binaries, 'postgres'),
    args: ['-D', data, ...settings(port, durable).flatMap((setting) => ['-c', setting])],
    env: {},
    logFile,
    cwd: data,
    stopSignals: ['SIGINT', 'SIGQUIT'],
    ...user,
  });
  const url = `postgres://${SUPERUSER}@127.0.0.1:${port}/postgres`;
  await server.untilReady(() => accepts(url));
  return { url, process: server };
}

interface Cluster {
  data: string;
  binaries: string;
  logFile: string;
  user: User | undefined;
  durable: boolean;
}

async function initialise({ data, binaries, logFile, user, durable }: Cluster): Promise<void> {
  await mkdir(data, { recursive: true, mode: 0o700 });
  if (user) await chown(data, user.uid, user.gid);
  const initdb = await Child.start({
    name: 'initdb',
    command: join(binaries, 'initdb'),
    args: [
      `--pgdata=${data}`,
      `--username=${SUPERUSER}`,
      '--auth=trust',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-instructions',
      ...(durable ? [] : ['--no-sync']),
    ],
    env: {},
    logFile,
    cwd: data,
    ...user,
  });
  if ((await initdb.exited) !== 0) throw initdb.failure('failed');
}

function settings(port: number, durable: boolean): string[] {
  return [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=300',
    'shared_buffers=128MB',
    'max_wal_size=1GB',
    'wal_level=minimal',
    'max_wal_senders=0',
    'log_line_prefix=%m [%p] %d ',
    // The WAL still reaches the operating system at each commit: a killed server loses nothing.
    ...(durable ? [] : ['fsync=off', 'full_page_writes=off']),
  ];
}

async function accepts(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
