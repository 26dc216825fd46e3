import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from '@jest/globals';
import { createClient } from '@photos/attachment-contract';
import { Checker } from '../../src/checker/checker.ts';
import { Journal } from '../../src/history/journal.ts';
import { generatePhotos } from '../../src/photos/generated-photos.ts';
import { RequestLog } from '../../src/request-log.ts';
import { NobodyJoined, People } from '../../src/traffic/people.ts';
import { World } from '../../src/traffic/world.ts';

it('says how the app answered when it lets nobody sign up', async () => {
  const server = createServer((_req, res) => {
    res.writeHead(503, { 'Content-Type': 'text/plain' }).end('The database is away.');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const journal = new Journal(new Checker(), () => 'seeding');
    const world = new World();
    const around = { world, photos: await generatePhotos(), journal, log: new RequestLog(journal) };
    const joining = People.join({ origin, users: 2, createClient, around });
    await expect(joining).rejects.toThrow(NobodyJoined);
    await expect(joining).rejects.toThrow(/503 .*: The database is away\.$/);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
