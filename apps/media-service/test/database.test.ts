import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '@photos/local-stack';
import { openDatabase } from '../src/data-access/database.ts';
import {
  freshDatabase,
  type RunningMediaService,
  startMediaService,
} from './support/start-media-service.ts';

describe('with its database', () => {
  it('is ready', async () => {
    const service = await startMediaService(await freshDatabase());
    try {
      expect((await fetch(`${service.origin}/readyz`)).status).toBe(200);
    } finally {
      await service.close();
    }
  });
});

describe('without its database', () => {
  let service: RunningMediaService;
  beforeAll(async () => {
    service = await startMediaService(`postgres://127.0.0.1:${await freePort()}/nobody`);
  });
  afterAll(() => service?.close());

  it('is alive, but not ready, and says why', async () => {
    expect((await fetch(`${service.origin}/healthz`)).status).toBe(200);
    const ready = await fetch(`${service.origin}/readyz`);
    expect(ready.status).toBe(503);
    expect(await ready.text()).toContain('database');
  });

  it('answers 503, and when to try again', async () => {
    const answer = await fetch(`${service.origin}/internal/attachments/${randomUUID()}`, {
      headers: { authorization: `Bearer ${service.serviceToken}` },
    });
    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it('keeps for the log why there is no answer', async () => {
    const db = openDatabase(`postgres://127.0.0.1:${await freePort()}/nobody`, () => {});
    const cause = { code: 'ECONNREFUSED' };
    await expect(db.query('SELECT 1')).rejects.toMatchObject({ status: 503, cause });
    await db.close();
  });
});
