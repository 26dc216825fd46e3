import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '@photos/local-stack';
import { SignJWT } from 'jose';
import supertest from 'supertest';
import { filePart } from './support/multipart-upload.ts';
import { png } from './support/photos.ts';
import { type RunningMonolith, startMonolith } from './support/start-monolith.ts';

const id = '018f0000-0000-7000-8000-000000000000';

describe.each([
  ['is not there', async () => `127.0.0.1:${await freePort()}`],
  ['is at none of its addresses', async () => `localhost:${await freePort()}`],
  ['accepts connections and never answers', async () => `127.0.0.1:${await silentPort()}`],
])('when the database %s', (_what, address) => {
  let monolith: RunningMonolith;
  let token: string;

  beforeAll(async () => {
    monolith = await startMonolith({ DATABASE_URL: `postgresql://u:p@${await address()}/db` });
    monolith.start();
    token = await new SignJWT()
      .setProtectedHeader({ alg: 'EdDSA' })
      .setSubject(id)
      .setAudience('session')
      .setExpirationTime('1h')
      .sign(monolith.signingKey);
  });
  afterAll(() => monolith.close());

  it.each([
    ['get', '/api/conversations'],
    ['post', '/api/conversations'],
    ['get', `/api/conversations/${id}/messages`],
    ['get', `/api/attachments/${id}/content`],
    ['delete', `/api/messages/${id}`],
  ] as const)('%s %s says so, and when to come back', async (method, path) => {
    const response = await supertest(monolith.origin)
      [method](path)
      .auth(token, { type: 'bearer' })
      .expect(503);
    expect(response.type).toBe('application/problem+json');
    expect(Number(response.get('Retry-After'))).toBeGreaterThan(0);
  });

  it('a photo is refused, and nothing is stored', async () => {
    await supertest(monolith.origin)
      .post(`/api/conversations/${id}/messages`)
      .auth(token, { type: 'bearer' })
      .type('multipart/form-data; boundary=test-boundary')
      .send(filePart('a.png', png()))
      .expect(503);
    const { rowCount } = await monolith.serviceSql.query('SELECT FROM uploads');
    expect(rowCount).toBe(0);
  });

  it('it is not ready, but alive', async () => {
    await supertest(monolith.origin).get('/readyz').expect(503);
    await supertest(monolith.origin).get('/healthz').expect(200);
  });
});

const silentServers: { server: Server; sockets: Socket[] }[] = [];

async function silentPort(): Promise<number> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
  silentServers.push({ server, sockets });
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

afterAll(() => {
  for (const { server, sockets } of silentServers) {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
});
