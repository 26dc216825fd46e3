import { createHmac, createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { ApiUser, messagesPath } from '../support/api.ts';
import { expectNoChange, expectProblem } from '../support/expect.ts';
import { makePhoto } from '../support/photos.ts';
import { useStack } from '../support/stack.ts';

// The suite chooses the app's key, so that it can sign with it what the app never would.
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const publicPem = publicKey.export({ type: 'spki', format: 'pem' }) as string;
const keys = {
  SIGNING_KEY: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
  SIGNING_PUBLIC_KEY: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
};

const now = () => Math.floor(Date.now() / 1000);
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const sign = (claims: JWTPayload, key = privateKey, alg = 'EdDSA') =>
  new SignJWT(claims).setProtectedHeader({ alg }).sign(key);

describe('tokens', () => {
  const app = useStack({ env: async () => ({ monolith: keys, 'media-service': keys }) });
  let ada: ApiUser;
  let ben: ApiUser;
  let conversationId: string;
  let attachmentId: string;
  beforeAll(async () => {
    [ada, ben] = await Promise.all([ApiUser.create(app.origin), ApiUser.create(app.origin)]);
    conversationId = (await ada.startConversation(ben)).id;
    const message = await ada.posted(conversationId, { photos: [await makePhoto()] });
    attachmentId = message.attachments[0]?.id ?? '';
  });

  /** What a token of Ada's says; each test changes one thing about it. */
  const claims = (): JWTPayload => ({
    sub: ada.user.id,
    aud: 'session',
    iat: now() - 10,
    exp: now() + 600,
  });
  const parts = (token: string) => token.split('.') as [string, string, string];

  it('that the app could have made are accepted', async () => {
    const response = await fetch(`${app.origin}/api/conversations`, {
      headers: { Authorization: `Bearer ${await sign(claims())}` },
    });
    expect(response.status).toBe(200);
  });

  const forgeries: [string, () => Promise<string> | string][] = [
    ['nothing', () => ''],
    ['a word', () => 'secret'],
    ['dots', () => '..'],
    ['three words', () => 'a.b.c'],
    ['emoji in base64', () => encode('📷').repeat(3)],
    ['one without a signature', () => new UnsecuredJWT(claims()).encode()],
    [
      'one that says it needs no signature',
      () => `${encode({ alg: 'none' })}.${parts(ada.token)[1]}.${parts(ada.token)[2]}`,
    ],
    ['one without its signature', () => `${parts(ada.token)[0]}.${parts(ada.token)[1]}.`],
    [
      "one signed with the public key as if it was a password's",
      () => {
        const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims())}`;
        return `${signed}.${createHmac('sha256', publicPem).update(signed).digest('base64url')}`;
      },
    ],
    [
      'one signed with another key',
      () => sign(claims(), generateKeyPairSync('ed25519').privateKey),
    ],
    [
      'one that brings its own key',
      () => {
        const own = generateKeyPairSync('ed25519');
        const jwk = createPublicKey(own.privateKey).export({ format: 'jwk' });
        return new SignJWT(claims()).setProtectedHeader({ alg: 'EdDSA', jwk }).sign(own.privateKey);
      },
    ],
    ['one that has expired', () => sign({ ...claims(), exp: now() - 120 })],
    ['one that never expires', () => sign({ sub: ada.user.id, aud: 'session', iat: now() })],
    ['one that is not valid yet', () => sign({ ...claims(), nbf: now() + 600 })],
    ['one for photos only', () => sign({ ...claims(), aud: 'media-grant' })],
    [
      'a grant for the conversation',
      () => sign({ ...claims(), aud: 'media-grant', conversation: conversationId, scope: 'write' }),
    ],
    ['one for nothing', () => sign({ sub: ada.user.id, exp: now() + 600 })],
    ['one for nobody', () => sign({ aud: 'session', exp: now() + 600 })],
    ['one for a user who does not exist', () => sign({ ...claims(), sub: randomUUID() })],
    ['one for a user with a nonsensical id', () => sign({ ...claims(), sub: "1' OR '1'='1" })],
    ['one for a user with a NUL', () => sign({ ...claims(), sub: '\0' })],
    [
      "one with another's claims",
      () => `${parts(ada.token)[0]}.${parts(ada.token)[1]}.${parts(ben.token)[2]}`,
    ],
    [
      'one whose claims were changed',
      () => {
        const [header, , signature] = parts(ada.token);
        return `${header}.${encode({ ...claims(), sub: ben.user.id })}.${signature}`;
      },
    ],
    ['one that was cut off', () => ada.token.slice(0, -4)],
    ['one that is twice as long', () => ada.token + ada.token],
  ];

  it.each(forgeries)('that are forged open nothing: %s', async (_name, forge) => {
    const token = await forge();
    await expectNoChange(app.store, async () => {
      for (const headers of [
        { Authorization: `Bearer ${token}` },
        { Cookie: `session=${token}` },
        { Authorization: token },
        { Authorization: `Basic ${btoa(`ada:${token}`)}` },
      ]) {
        const request = (path: string, init: RequestInit = {}) =>
          fetch(app.origin + path, { ...init, headers: new Headers(headers) });
        await expectProblem(await request('/api/conversations'), 401);
        await expectProblem(await request(`/api/attachments/${attachmentId}/content`), 401);
        await expectProblem(
          await request(`/api/attachments/${attachmentId}`, { method: 'DELETE' }),
          401,
        );
        const body = new FormData();
        body.append('body', 'Hi');
        const post = await request(messagesPath(conversationId), { method: 'POST', body });
        await expectProblem(post, 401);
      }
    });
  });

  it('do not count in the query', async () => {
    for (const name of ['token', 'session', 'access_token', 'grant', 'authorization']) {
      const path = `/api/attachments/${attachmentId}/content?${name}=${ada.token}`;
      await expectProblem(await fetch(app.origin + path), 401);
    }
  });
});
