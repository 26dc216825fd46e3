import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pngOfSize } from './support/photos.ts';
import { type RunningMonolith, startMonolith } from './support/start-monolith.ts';
import { type SignedIn, signUp, startConversation } from './support/users.ts';

/** How long the edge waits for the monolith. Later, users would hear from the edge, which knows no reason. */
const edgeWaitsMs = 60_000;

describe('a media service that hangs', () => {
  let monolith: RunningMonolith;
  let service: Server;
  let ada: SignedIn;
  let conversationId: string;

  beforeAll(async () => {
    // Takes in what the system's buffers hold, and answers nothing.
    service = createServer(() => {}).listen(0, '127.0.0.1');
    await once(service, 'listening');
    const { port } = service.address() as AddressInfo;
    monolith = await startMonolith({ MEDIA_SERVICE_URL: `http://127.0.0.1:${port}` });
    ada = await signUp(monolith.origin);
    conversationId = await startConversation(ada);
  });
  afterAll(async () => {
    await monolith.close();
    service.closeAllConnections();
    service.close();
  });

  async function post(byteSize: number) {
    const form = new FormData();
    form.append('photos', new Blob([pngOfSize(byteSize)]), 'a.png');
    const response = await fetch(
      `${monolith.origin}/api/conversations/${conversationId}/messages`,
      { method: 'POST', headers: { authorization: `Bearer ${ada.token}` }, body: form },
    );
    return { retryAfter: response.headers.get('retry-after'), problem: await response.json() };
  }

  it(
    'is given up before the edge gives up the monolith, whether it has the photo or a part of it',
    async () => {
      const unavailable = {
        retryAfter: '2',
        problem: { status: 503, detail: 'Photos cannot be reached right now.' },
      };
      const answers = await Promise.all([post(1024), post(20 * 1024 * 1024)]);
      expect(answers).toMatchObject([unavailable, unavailable]);
    },
    edgeWaitsMs,
  );
});
