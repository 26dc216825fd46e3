import { chmod, mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import pg from 'pg';
import type { Child } from './child-process.ts';
import { type S3Access, startObjectStore } from './object-store.ts';
import { startPostgres } from './postgres.ts';
import { removeAtEnd } from './watchdog-client.ts';

export interface ServersOptions {
  /** Where data and logs go. Default: a temporary directory, removed at the end. */
  directory?: string;
  /** Removes the data that is there first. */
  fresh?: boolean;
  /** Whether data must survive a crash of the machine, at the cost of speed. */
  durable?: boolean;
}

/** A PostgreSQL and an S3 server, started here or somewhere else. */
export interface Servers {
  /** Data and logs of what was started here. */
  directory: string;
  /** Of PostgreSQL's maintenance database. */
  databaseUrl: string;
  s3: S3Access;
  /** The processes started here; none for a server that somebody else runs. */
  processes: { postgres?: Child; s3?: Child };
  /** Environment with which another process's `startServers` uses these servers. */
  env: Record<string, string>;
  /** Creates a database unless there is one of this name, and gives its URL. */
  createDatabase(name: string): Promise<string>;
  /** Drops a database and all connections to it. */
  dropDatabase(name: string): Promise<void>;
  /** Creates a bucket unless there is one of this name. */
  createBucket(name: string): Promise<void>;
  /** Stops what was started here. */
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL and an S3 server. Where `DATABASE_URL` names a PostgreSQL (as a user who may
 * create databases), or `S3_ENDPOINT` with `S3_ACCESS_KEY_ID` and `S3_SECRET_ACCESS_KEY` an object
 * store, that one is used instead.
 * @throws {ChildFailed} when one doesn't start; none is left running then
 * @throws {Error} in words for the terminal, when one of those variables is missing or wrong
 */
export async function startServers({
  directory,
  fresh = false,
  durable = false,
}: ServersOptions = {}): Promise<Servers> {
  const temporary = directory === undefined;
  const home = temporary ? await temporaryDirectory() : resolve(directory);
  await mkdir(home, { recursive: true });
  const external = { postgres: externalPostgres(), s3: externalS3() };
  const [postgres, s3] = await Promise.allSettled([
    external.postgres ?? startPostgres({ directory: home, fresh, temporary, durable }),
    external.s3 ?? startObjectStore({ directory: home, fresh }),
  ]);
  const processes: Servers['processes'] = {};
  if (postgres.status === 'fulfilled' && 'process' in postgres.value) {
    processes.postgres = postgres.value.process;
  }
  if (s3.status === 'fulfilled' && 'process' in s3.value) processes.s3 = s3.value.process;
  const stop = async () => {
    await Promise.all(Object.values(processes).map((server) => server.stop()));
  };
  if (postgres.status === 'rejected' || s3.status === 'rejected') {
    await stop();
    throw postgres.status === 'rejected' ? postgres.reason : (s3 as PromiseRejectedResult).reason;
  }
  const { endpoint, region, accessKeyId, secretAccessKey } = s3.value;
  const access = { endpoint, region, accessKeyId, secretAccessKey };
  return {
    directory: home,
    databaseUrl: postgres.value.url,
    s3: access,
    processes,
    env: {
      DATABASE_URL: postgres.value.url,
      S3_ENDPOINT: endpoint,
      S3_REGION: region,
      S3_ACCESS_KEY_ID: accessKeyId,
      S3_SECRET_ACCESS_KEY: secretAccessKey,
    },
    createDatabase: (name) => createDatabase(postgres.value.url, name),
    dropDatabase: (name) => dropDatabase(postgres.value.url, name),
    createBucket: (name) => createBucket(access, name),
    stop,
  };
}

async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'photos-stack-'));
  // PostgreSQL runs as another user when this one is root.
  await chmod(directory, 0o711);
  removeAtEnd(directory);
  return directory;
}

function externalPostgres(): { url: string } | undefined {
  const url = process.env.DATABASE_URL;
  if (!url) return undefined;
  requireUrl(
    'DATABASE_URL',
    url,
    /^postgres(ql)?:$/,
    'postgresql://user:password@host:5432/postgres',
  );
  return { url };
}

function externalS3(): S3Access | undefined {
  const { S3_ENDPOINT: endpoint, S3_REGION: region } = process.env;
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = process.env;
  if (!endpoint) return undefined;
  requireUrl('S3_ENDPOINT', endpoint, /^https?:$/, 'http://host:9000');
  if (!accessKeyId || !secretAccessKey) {
    throw new Error('S3_ENDPOINT is set, but not S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY');
  }
  return { endpoint, region: region || 'us-east-1', accessKeyId, secretAccessKey };
}

/** Never says the value: a password may be in it. */
function requireUrl(name: string, value: string, protocol: RegExp, example: string): void {
  if (URL.canParse(value) && protocol.test(new URL(value).protocol)) return;
  throw new Error(`${name} must be a URL such as ${example}`);
}

async function createDatabase(serverUrl: string, name: string): Promise<string> {
  await withClient(serverUrl, async (client) => {
    try {
      await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
    } catch (error) {
      const duplicateDatabase = '42P04';
      if ((error as pg.DatabaseError).code !== duplicateDatabase) throw error;
    }
  });
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function dropDatabase(serverUrl: string, name: string): Promise<void> {
  await withClient(serverUrl, async (client) => {
    await client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`);
  });
}

async function withClient(url: string, use: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await use(client);
  } finally {
    await client.end();
  }
}

async function createBucket(access: S3Access, name: string): Promise<void> {
  const { endpoint, region, ...credentials } = access;
  const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  try {
    await client.send(new CreateBucketCommand({ Bucket: name }));
  } catch (error) {
    if ((error as Error).name !== 'BucketAlreadyOwnedByYou') throw error;
  } finally {
    client.destroy();
  }
}
