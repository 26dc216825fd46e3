import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { createApp, createLogger, metrics, requestId } from '../src/index.ts';
import { until } from './fixture-process.ts';

function appWith(ready: Record<string, () => Promise<unknown>> = {}) {
  return createApp({
    logger: createLogger({ name: 'test', level: 'silent' }),
    ready,
    routes: (app) => {
      app.get('/things/:id', async (_req, res) => {
        await new Promise(setImmediate);
        res.json({ requestId: requestId() });
      });
    },
  });
}

describe('request ids', () => {
  it('takes a well-formed one over, and shows it to all that the request does', async () => {
    const res = await request(appWith()).get('/things/1').set('X-Request-Id', 'abc-123.DEF_4');
    expect(res.headers['x-request-id']).toBe('abc-123.DEF_4');
    expect(res.body.requestId).toBe('abc-123.DEF_4');
  });

  it.each(['short', 'with space in it', 'x'.repeat(129), '{"json":1}'])(
    'makes one instead of taking %j',
    async (given) => {
      const res = await request(appWith()).get('/things/1').set('X-Request-Id', given);
      expect(res.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    },
  );

  it('has none outside of a request', () => {
    expect(requestId()).toBeUndefined();
  });
});

describe('health', () => {
  it('is alive although a dependency is down, and names it', async () => {
    const app = appWith({
      database: async () => {},
      bucket: () => Promise.reject(new Error('password=hunter2')),
    });
    expect((await request(app).get('/healthz')).status).toBe(200);
    const res = await request(app).get('/readyz');
    expect(res.status).toBe(503);
    expect(res.body.detail).toBe('unreachable: bucket');
    expect(res.headers['retry-after']).toBe('1');
  });

  it('answers although a dependency hangs, and asks it once only', async () => {
    let asked = 0;
    const app = appWith({
      database: () => {
        asked++;
        return new Promise(() => {});
      },
    });
    const answers = await Promise.all([1, 2, 3].map(() => request(app).get('/readyz')));
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 503]);
    expect(asked).toBe(1);
  });

  it('asks a dependency that is well less often than it is polled, and notices when it is gone', async () => {
    let asked = 0;
    let down = false;
    const app = appWith({
      database: async () => {
        asked++;
        if (down) throw new Error('down');
      },
    });
    const status = async () => (await request(app).get('/readyz')).status;
    for (let polls = 0; polls < 20; polls++) expect(await status()).toBe(200);
    expect(asked).toBeLessThan(20);
    down = true;
    await until(async () => (await status()) === 503);
  });

  it('is ready again once the dependency is back', async () => {
    let down = true;
    const app = appWith({ database: async () => down && Promise.reject(new Error('down')) });
    expect((await request(app).get('/readyz')).status).toBe(503);
    down = false;
    expect((await request(app).get('/readyz')).status).toBe(200);
  });
});

describe('metrics', () => {
  it('labels requests by route pattern, never by path', async () => {
    const app = appWith();
    await request(app).get('/things/42');
    await request(app).get('/nowhere/42');
    const { text, headers } = await request(app).get('/metrics');
    expect(headers['content-type']).toContain('text/plain');
    expect(text).toContain(
      'http_request_duration_seconds_count{method="GET",route="/things/:id",status="200"}',
    );
    expect(text).toContain('{method="GET",route="none",status="404"}');
    expect(text).not.toContain('42"');
  });

  it('gives the same counter again, and a new gauge', async () => {
    const counter = () => metrics.counter({ name: 'a_total', help: 'a', labelNames: ['source'] });
    counter().inc({ source: 'x' });
    counter().inc({ source: 'x' });
    metrics.gauge({ name: 'b', help: 'b' }).set(1);
    metrics.gauge({ name: 'b', help: 'b' }).set(2);
    const { text } = await request(appWith()).get('/metrics');
    expect(text).toContain('a_total{source="x"} 2');
    expect(text).toContain('\nb 2');
  });
});
