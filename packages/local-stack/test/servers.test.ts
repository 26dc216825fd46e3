import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type Servers, type ServersOptions, startServers } from '../src/index.ts';

let directory: string;
let servers: Servers | undefined;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'servers-'));
});

afterEach(async () => {
  await servers?.stop();
  servers = undefined;
  await rm(directory, { recursive: true });
});

const start = async (options: ServersOptions = {}) => {
  servers = await startServers({ directory, ...options });
  return servers;
};

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

const objects = ({ s3: { endpoint, region, ...credentials } }: Servers) =>
  new S3Client({ endpoint, region, credentials, forcePathStyle: true });

const photo = { Bucket: 'photos', Key: 'attachments/1' };

async function keepSomething(running: Servers): Promise<void> {
  const url = await running.createDatabase('kept');
  await query(url, 'create table greeting as select 1 as hello');
  await running.createBucket('photos');
  await objects(running).send(new PutObjectCommand({ ...photo, Body: 'bytes' }));
}

describe('the servers', () => {
  it('are a PostgreSQL and an S3 server', async () => {
    const running = await start();

    expect(
      await query(
        running.databaseUrl,
        "select current_setting('server_version_num')::int / 10000 as major",
      ),
    ).toEqual([{ major: 18 }]);
    await keepSomething(running);
    const { Body } = await objects(running).send(
      new GetObjectCommand({ ...photo, Range: 'bytes=1-2' }),
    );
    expect(await Body?.transformToString()).toBe('yt');
  });

  it('make databases and buckets that are there already a second time', async () => {
    const running = await start();
    await keepSomething(running);

    const url = await running.createDatabase('kept');
    await running.createBucket('photos');

    expect(await query(url, 'select * from greeting')).toEqual([{ hello: 1 }]);
  });

  it('lose nothing that was committed when they are killed', async () => {
    await keepSomething(await start());
    await servers?.processes.postgres?.kill();
    await servers?.stop();

    const running = await start();

    expect(await query(await running.createDatabase('kept'), 'select * from greeting')).toEqual([
      { hello: 1 },
    ]);
    const { Body } = await objects(running).send(new GetObjectCommand(photo));
    expect(await Body?.transformToString()).toBe('bytes');
  });

  it('begin anew when asked to', async () => {
    await keepSomething(await start());
    await servers?.stop();

    const running = await start({ fresh: true });

    await expect(
      query(await running.createDatabase('kept'), 'select * from greeting'),
    ).rejects.toThrow();
    await running.createBucket('photos');
    await expect(objects(running).send(new GetObjectCommand(photo))).rejects.toThrow();
  });

  it('take many connections', async () => {
    const { databaseUrl } = await start();

    expect(await query(databaseUrl, 'show max_connections')).toEqual([{ max_connections: '300' }]);
  });

  it('that run elsewhere are used as they are', async () => {
    const elsewhere = await start();
    const before = { ...process.env };
    Object.assign(process.env, elsewhere.env);
    try {
      const attached = await startServers();
      expect(attached.processes).toEqual({});
      expect(attached.env).toEqual(elsewhere.env);
      await keepSomething(attached);
      await attached.stop();
    } finally {
      process.env = before;
    }

    expect(await query(await elsewhere.createDatabase('kept'), 'select * from greeting')).toEqual([
      { hello: 1 },
    ]);
  });

  it.each([
    ['DATABASE_URL', 'db', /^DATABASE_URL must be a URL such as postgresql:/],
    ['DATABASE_URL', 'mysql://host/db', /^DATABASE_URL must be a URL such as postgresql:/],
    ['S3_ENDPOINT', 'minio:9000', /^S3_ENDPOINT must be a URL such as http:/],
    ['S3_ENDPOINT', 'http://127.0.0.1:1', /S3_ACCESS_KEY_ID/],
  ])('say what is wrong or missing to use others (%s=%s)', async (name, value, words) => {
    const before = { ...process.env };
    process.env[name] = value;
    try {
      await expect(startServers({ directory })).rejects.toThrow(words);
    } finally {
      process.env = before;
    }
  });
});
