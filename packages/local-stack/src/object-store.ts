import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Child } from './child-process.ts';
import { freePort } from './free-port.ts';
import { ownScript } from './own-script.ts';
import { answersOk } from './wait-until.ts';

/** Where objects go: an S3 endpoint and what it takes to use it. */
export interface S3Access {
  endpoint: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}

export interface ObjectStoreOptions {
  /** Where its objects and its log are. */
  directory: string;
  /** Removes what is there first. */
  fresh: boolean;
}

export interface ObjectStoreServer extends S3Access {
  process: Child;
}

const FAUXQS_DATA = 's3';
const MINIO_DATA = 'minio';
const KEYS = { accessKeyId: 'local-stack', secretAccessKey: 'local-stack-secret' };

/**
 * Starts an S3 server that keeps its objects on disk: the real MinIO when there is one (on
 * the PATH, or built by `infra/minio/install.sh`), else the one from npm.
 * @throws {ChildFailed} when it doesn't start
 */
export async function startObjectStore({
  directory,
  fresh,
}: ObjectStoreOptions): Promise<ObjectStoreServer> {
  if (fresh) {
    const data = [FAUXQS_DATA, MINIO_DATA].map((name) => join(directory, name));
    await Promise.all(data.map((path) => rm(path, { recursive: true, force: true })));
  }
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const minio = minioBinary();
  const server = await (minio ? startMinio(minio, directory, port) : startFauxqs(directory, port));
  const health = minio ? '/minio/health/ready' : '/health';
  await server.untilReady(() => answersOk(`${endpoint}${health}`));
  return { endpoint, region: 'us-east-1', ...KEYS, process: server };
}

async function startMinio(binary: string, directory: string, port: number): Promise<Child> {
  const data = join(directory, MINIO_DATA);
  await mkdir(data, { recursive: true });
  return await Child.start({
    name: 'MinIO',
    command: binary,
    args: ['server', data, '--address', `127.0.0.1:${port}`, '--quiet'],
    env: {
      MINIO_ROOT_USER: KEYS.accessKeyId,
      MINIO_ROOT_PASSWORD: KEYS.secretAccessKey,
      MINIO_BROWSER: 'off',
    },
    logFile: join(directory, 's3.log'),
  });
}

async function startFauxqs(directory: string, port: number): Promise<Child> {
  const data = join(directory, FAUXQS_DATA);
  await mkdir(data, { recursive: true });
  return await Child.start({
    name: 'the S3 server',
    command: process.execPath,
    args: [ownScript('fauxqs-server'), data, String(port)],
    env: {},
    logFile: join(directory, 's3.log'),
  });
}

function minioBinary(): string | undefined {
  const built = fileURLToPath(new URL('../../../infra/minio/bin', import.meta.url));
  const places = [built, ...(process.env.PATH ?? '').split(delimiter)];
  return places.map((place) => join(place, 'minio')).find((file) => existsSync(file));
}
