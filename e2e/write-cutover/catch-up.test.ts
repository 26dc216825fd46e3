import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { sampleSnapshot } from '../dual-write/merge-request.ts';
import { useStack } from '../support/stack.ts';

describe('catching up', () => {
  // With every privilege: the command is the one that writes the local table.
  const app = useStack({ instances: 1 });

  it('ends with what was there, though the service never stops changing', async () => {
    let changes = 0;
    const service = createServer((_req, res) => {
      changes += 1;
      // It does stop: a command that follows it for ever is to fail here, and not to hang.
      const items = changes < 100 ? [sampleSnapshot()] : [];
      res.setHeader('content-type', 'application/json');
      res.end(JSON.stringify({ items, next: `${changes}_${randomUUID()}` }));
    }).listen(0, '127.0.0.1');
    await once(service, 'listening');
    const MEDIA_SERVICE_URL = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
    const caughtUp = await app.stack.run('monolith', ['catch-up'], { env: { MEDIA_SERVICE_URL } });
    service.closeAllConnections();
    service.close();
    expect(caughtUp).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(caughtUp.stdout)).toMatchObject({ read: 1 });
  });
});
