import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import supertest from 'supertest';
import { type RunningMonolith, startMonolith } from './support/start-monolith.ts';
import { newHandle, password, type SignedIn, signUp } from './support/users.ts';

describe('a session', () => {
  let monolith: RunningMonolith;
  let ada: SignedIn;

  beforeAll(async () => {
    monolith = await startMonolith();
    ada = await signUp(monolith.origin);
  });
  afterAll(() => monolith.close());

  const api = () => supertest(monolith.origin);

  it('comes as a token and as a cookie that scripts and other sites can not use', async () => {
    const { handle } = ada.user;
    const response = await api().post('/api/sessions').send({ handle, password }).expect(201);
    const [cookie] = response.get('Set-Cookie') ?? [];
    expect(cookie).toMatch(
      /^session=[\w.-]+; Max-Age=2592000; Path=\/; Expires=.*; HttpOnly; SameSite=Lax$/,
    );
    await api()
      .get('/api/conversations')
      .set('Cookie', `a=b; ${cookie?.split(';')[0]}`)
      .expect(200);
    await api().get('/api/conversations').auth(response.body.token, { type: 'bearer' }).expect(200);
  });

  it('has a cookie for HTTPS only where the edge speaks HTTPS', async () => {
    const { handle } = ada.user;
    const response = await api()
      .post('/api/sessions')
      .set('X-Forwarded-Proto', 'https')
      .send({ handle, password });
    expect(response.get('Set-Cookie')?.[0]).toMatch(/; Secure/);
  });

  it('is not given for a wrong password, nor for an unknown handle, in the same words', async () => {
    const wrong = { handle: ada.user.handle, password: `${password}!` };
    const unknown = { handle: newHandle(), password };
    const answers = [];
    for (const credentials of [wrong, unknown]) {
      const response = await api().post('/api/sessions').send(credentials).expect(401);
      expect(response.get('Set-Cookie')).toBeUndefined();
      answers.push(response.body);
    }
    expect(answers[0]).toEqual(answers[1]);
  });

  it('ends with its cookie', async () => {
    const response = await api()
      .delete('/api/sessions')
      .auth(ada.token, { type: 'bearer' })
      .expect(204);
    expect(response.get('Set-Cookie')?.[0]).toMatch(/^session=; Path=\/; Expires=Thu, 01 Jan 1970/);
  });

  const signed = (key: KeyObject, change: (token: SignJWT) => SignJWT = (token) => token) =>
    change(
      new SignJWT()
        .setProtectedHeader({ alg: 'EdDSA' })
        .setSubject(ada.user.id)
        .setAudience('session')
        .setExpirationTime('1h'),
    ).sign(key);

  it('is accepted when this app signed it', async () => {
    const token = await signed(monolith.signingKey);
    await api().get('/api/conversations').auth(token, { type: 'bearer' }).expect(200);
  });

  it.each<[string, () => Promise<string> | string]>([
    ['signed by someone else', () => signed(generateKeyPairSync('ed25519').privateKey)],
    ['expired', () => signed(monolith.signingKey, (t) => t.setExpirationTime('-1s'))],
    ['for something else', () => signed(monolith.signingKey, (t) => t.setAudience('media-grant'))],
    ['of nobody', () => signed(monolith.signingKey, (t) => t.setSubject(randomUUID()))],
    ['of no id', () => signed(monolith.signingKey, (t) => t.setSubject('ada'))],
    ['not signed', () => unsigned({ sub: ada.user.id, aud: 'session', exp: 2 ** 33 })],
    ['no token', () => 'made-up'],
  ])('is refused when it is %s', async (_what, make) => {
    const response = await api()
      .get('/api/conversations')
      .auth(await make(), { type: 'bearer' })
      .expect(401);
    expect(response.type).toBe('application/problem+json');
  });
});

function unsigned(claims: object): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${encode({ alg: 'none' })}.${encode(claims)}.`;
}
