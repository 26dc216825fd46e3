import { describe, expect, it } from '@jest/globals';
import express from 'express';
import request from 'supertest';
import { z } from 'zod';
import { createApp, createLogger, notFound, unavailable, validate } from '../src/index.ts';

const person = z.strictObject({ name: z.string().min(1), tags: z.array(z.string().max(3)) });

const app = createApp({
  logger: createLogger({ name: 'test', level: 'silent' }),
  ready: {},
  routes: (app) => {
    app.use(express.json({ limit: '1kb' }));
    app.post('/people', (req, res) => {
      res.json(validate(person, req.body));
    });
    app.get('/people/:id', () => {
      throw notFound('Nobody has this id.');
    });
    app.get('/later', () => {
      throw unavailable('The database is away.', 7, new Error('password=hunter2'));
    });
    app.get('/broken', async () => {
      throw new Error('password=hunter2');
    });
    app.get('/half', (_req, res) => {
      res.set('Content-Length', '100').write('half');
      throw new Error('the other half is lost');
    });
  },
});

describe('errors are problem details', () => {
  it('tells what a thrown problem says, with its headers', async () => {
    const res = await request(app).get('/later');
    expect(res.status).toBe(503);
    expect(res.type).toBe('application/problem+json');
    expect(res.headers).toMatchObject({ 'retry-after': '7', 'cache-control': 'no-store' });
    expect(res.body).toEqual({
      type: 'urn:photos:problem:unavailable',
      title: 'Unavailable',
      status: 503,
      detail: 'The database is away.',
    });
  });

  it('answers 404 for a thing and for a route that is not there', async () => {
    expect((await request(app).get('/people/1')).body.detail).toBe('Nobody has this id.');
    const res = await request(app).get('/nowhere');
    expect(res.status).toBe(404);
    expect(res.type).toBe('application/problem+json');
  });

  it('answers 422 with what is wrong with which field', async () => {
    const res = await request(app)
      .post('/people')
      .send({ name: '', tags: ['ok', 'long'], x: 1 });
    expect(res.status).toBe(422);
    expect(Object.keys(res.body.errors).sort()).toEqual(['name', 'request', 'tags.1']);
    expect(res.body.errors.name).toEqual([expect.any(String)]);
  });

  it.each([
    ['malformed JSON', 400, (r: request.Test) => r.type('json').send('{"name":')],
    ['a body that is too large', 413, (r: request.Test) => r.send({ name: 'x'.repeat(2_000) })],
    [
      'an unknown charset',
      415,
      (r: request.Test) => r.set('Content-Type', 'application/json; charset=klingon').send('{}'),
    ],
    [
      'an unknown encoding',
      415,
      (r: request.Test) => r.type('json').set('Content-Encoding', 'zip').send('{}'),
    ],
  ])('takes %s for the caller’s fault: %i', async (_what, status, send) => {
    const res = await send(request(app).post('/people'));
    expect(res.status).toBe(status);
    expect(res.type).toBe('application/problem+json');
    expect(res.body.status).toBe(status);
  });

  it('answers 400 to a path that is not valid percent-encoding', async () => {
    expect((await request(app).get('/people/%zz')).status).toBe(400);
    expect((await request(app).get('/people/%ff')).status).toBe(400);
  });

  it('leaks nothing of an unexpected error', async () => {
    const res = await request(app).get('/broken');
    expect(res.status).toBe(500);
    expect(res.text).not.toMatch(/hunter2|Error|at /);
    expect((await request(app).get('/later')).text).not.toContain('hunter2');
  });

  it('cuts the connection when the answer has begun', async () => {
    await expect(request(app).get('/half')).rejects.toThrow(/aborted|hang up|ECONNRESET/);
  });
});
