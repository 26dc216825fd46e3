import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { freePort, startServers } from '@photos/local-stack';
import { applyMigrations } from '@photos/migrations';
import { createLogger } from '@photos/service-kit';
import pg from 'pg';
import type { Config } from '../../src/config.ts';
import { composeMonolith, type Monolith } from '../../src/server.ts';
import { startMediaService } from './start-media-service.ts';

/** A monolith that listens, with a media service, on a database of its own. */
export interface RunningMonolith extends Monolith {
  origin: string;
  signingKey: KeyObject;
  /** Looks into the media service's database, past it. */
  serviceSql: pg.Pool;
  /** Looks into its database, past it. */
  sql: pg.Pool;
}

/**
 * Starts a monolith for one test file. What runs in the background runs only once `start` is called.
 *
 * @param overrides of its configuration
 */
export async function startMonolith(overrides: Partial<Config> = {}): Promise<RunningMonolith> {
  const fresh = await freshConfig();
  const config = { ...fresh, ...overrides };
  const monolith = composeMonolith(config, createLogger({ name: 'test', level: 'silent' }));
  // What the edge does: clients know one origin.
  const server = createServer((req, res) =>
    req.url?.startsWith('/media/')
      ? passOn(req, res, config.MEDIA_SERVICE_URL)
      : monolith.app(req, res),
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const service = await startMediaService(fresh, origin);
  const sql = new pg.Pool({ connectionString: config.DATABASE_URL });
  return {
    ...monolith,
    origin,
    serviceSql: service.sql,
    signingKey: config.SIGNING_KEY,
    sql,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await monolith.close();
      await service.close();
      await sql.end();
    },
  };
}

function passOn(req: IncomingMessage, res: ServerResponse, to: string): void {
  const { method, headers, url = '' } = req;
  const passed = request(new URL(url, to), { method: method ?? 'GET', headers }, (answer) => {
    res.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(res);
  });
  passed.on('error', () => res.headersSent || res.destroy());
  req.pipe(passed);
}

/** With a migrated database that nobody else uses. */
async function freshConfig(): Promise<Config> {
  const servers = await startServers();
  const name = `monolith-${randomBytes(4).toString('hex')}`;
  const databaseUrl = await servers.createDatabase(name);
  const directory = fileURLToPath(new URL('../../prisma/migrations', import.meta.url));
  await applyMigrations({ databaseUrl, directory });
  return {
    HOST: '127.0.0.1',
    PORT: 0,
    LOG_LEVEL: 'silent',
    DRAIN_DELAY_MS: 0,
    DATABASE_URL: databaseUrl,
    SIGNING_KEY: generateKeyPairSync('ed25519').privateKey,
    MEDIA_SERVICE_URL: `http://127.0.0.1:${await freePort()}`,
    SERVICE_TOKEN: randomBytes(32).toString('hex'),
  };
}
