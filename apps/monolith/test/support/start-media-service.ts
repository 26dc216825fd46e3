import { execFile, spawn } from 'node:child_process';
import { createPublicKey, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startServers, waitUntil } from '@photos/local-stack';
import pg from 'pg';
import type { Config } from '../../src/config.ts';

/** Built before these tests: one app knows another as a process only. */
const main = fileURLToPath(new URL('../../../media-service/dist/main.js', import.meta.url));

/** Starts the media service that this monolith is to have, on a database and a bucket of its own. */
export async function startMediaService(config: Config, monolithUrl: string) {
  const servers = await startServers();
  const name = `media-${randomBytes(4).toString('hex')}`;
  const databaseUrl = await servers.createDatabase(name);
  await servers.createBucket(name);
  const key = createPublicKey(config.SIGNING_KEY).export({ format: 'der', type: 'spki' });
  const env = {
    HOST: '127.0.0.1',
    PORT: new URL(config.MEDIA_SERVICE_URL).port,
    LOG_LEVEL: 'silent',
    DRAIN_DELAY_MS: '0',
    DATABASE_URL: databaseUrl,
    S3_ENDPOINT: servers.s3.endpoint,
    S3_REGION: servers.s3.region,
    S3_BUCKET: name,
    S3_ACCESS_KEY_ID: servers.s3.accessKeyId,
    S3_SECRET_ACCESS_KEY: servers.s3.secretAccessKey,
    S3_FORCE_PATH_STYLE: 'true',
    SIGNING_PUBLIC_KEY: key.toString('base64'),
    SERVICE_TOKEN: config.SERVICE_TOKEN,
    MONOLITH_URL: monolithUrl,
    UPLOAD_GRACE_SECONDS: '10',
  };
  await promisify(execFile)(process.execPath, [main, 'migrate'], { env });
  const service = spawn(process.execPath, [main], { env, stdio: 'inherit' });
  await waitUntil('the media service is ready', async () => {
    const answer = await fetch(`${config.MEDIA_SERVICE_URL}/readyz`).catch(() => undefined);
    return answer?.ok ?? false;
  });
  const sql = new pg.Pool({ connectionString: databaseUrl });
  return {
    sql,
    close: async () => {
      service.kill('SIGKILL');
      await once(service, 'exit');
      await sql.end();
    },
  };
}
