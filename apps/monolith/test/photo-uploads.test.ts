import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { waitUntil } from '@photos/local-stack';
import { decodeJwt } from 'jose';
import { end, filePart, MultipartUpload, part } from './support/multipart-upload.ts';
import { png } from './support/photos.ts';
import { type RunningMonolith, startMonolith } from './support/start-monolith.ts';
import { type SignedIn, signUp, startConversation } from './support/users.ts';

describe('the photos of an old client that is slow', () => {
  let monolith: RunningMonolith;
  let service: Server;
  let ada: SignedIn;
  let conversationId: string;
  /** What the stub of the media service was asked, and whether the grant was still good then. */
  const asked: { method: string | undefined; isGranted: boolean }[] = [];
  const deletions: ServerResponse[] = [];

  beforeAll(async () => {
    service = createServer(answerAsService).listen(0, '127.0.0.1');
    await once(service, 'listening');
    const { port } = service.address() as AddressInfo;
    monolith = await startMonolith({ MEDIA_SERVICE_URL: `http://127.0.0.1:${port}` });
    ada = await signUp(monolith.origin);
    conversationId = await startConversation(ada);
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });
  afterAll(async () => {
    await monolith.close();
    service.closeAllConnections();
    service.close();
  });

  function answerAsService(req: IncomingMessage, res: ServerResponse): void {
    const { exp = 0 } = decodeJwt(req.headers.authorization?.split(' ')[1] ?? '');
    asked.push({ method: req.method, isGranted: exp * 1_000 > Date.now() });
    // No deletion is answered before both are asked for.
    if (req.method === 'DELETE' && deletions.push(res) === 2) {
      for (const deletion of deletions) deletion.writeHead(204).end();
    }
    if (req.method !== 'POST') return;
    req.resume().once('end', () => {
      res.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify(uploaded()));
    });
  }

  const uploaded = () => ({
    id: randomUUID(),
    messageId: null,
    conversationId,
    uploaderId: ada.user.id,
    position: 0,
    fileName: 'a.png',
    contentType: 'image/png',
    byteSize: 1,
    sha256: '0'.repeat(64),
    caption: '',
    version: '1',
    createdAt: new Date().toISOString(),
    updatedAt: new Date().toISOString(),
  });

  it('are each sent with a grant that is good, and deleted all at once with another', async () => {
    const start = Date.now();
    const clock = jest.spyOn(Date, 'now');
    const attempt = new MultipartUpload(monolith.origin, conversationId, ada);
    for (const [already, minutes] of [0, 6].entries()) {
      clock.mockReturnValue(start + minutes * 60_000);
      await attempt.write(filePart('a.png', png()));
      await waitUntil('the upload begins', () => asked.length > already);
    }
    clock.mockReturnValue(start + 12 * 60_000);
    await attempt.write(part('name="title"', 'No field'), end);
    attempt.request.end();
    expect(await attempt.answer()).toMatchObject({ status: 422 });
    expect(asked).toEqual(
      ['POST', 'POST', 'DELETE', 'DELETE'].map((method) => ({ method, isGranted: true })),
    );
  });
});
