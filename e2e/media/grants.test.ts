import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomUUID,
} from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import type { Attachment } from '../behaviour/clients/photo-app-client.ts';
import { ApiUser, json } from '../support/api.ts';
import { expectProblem } from '../support/expect.ts';
import { makePhoto } from '../support/photos.ts';
import { exchange, head } from '../support/raw-http.ts';
import { useStack } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';

interface Grant {
  token: string;
  expiresAt: string;
}

describe('a grant', () => {
  const app = useStack();
  let ada: ApiUser;
  let eve: ApiUser;
  let conversationId: string;
  let photo: Attachment;
  let key: KeyObject;
  beforeAll(async () => {
    [ada, eve] = await Promise.all([ApiUser.create(app.origin), ApiUser.create(app.origin)]);
    conversationId = (await ada.startConversation()).id;
    const message = await ada.posted(conversationId, { photos: [await makePhoto()] });
    photo = message.attachments[0] as Attachment;
    const der = Buffer.from(app.stack.env('monolith').SIGNING_KEY ?? '', 'base64');
    key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    await waitFor('the service has the photo', async () => {
      return (await ask(`/media/attachments/${photo.id}`, await grantOf(ada))).ok;
    });
  });

  const grantPath = (id: string, scope = 'read') =>
    `/api/conversations/${id}/media-grant?scope=${scope}`;
  const grantOf = async (user: ApiUser, id = conversationId, scope = 'read') =>
    ((await json(await user.fetch(grantPath(id, scope)))) as Grant).token;
  const services = () => (app.stack.apps['media-service']?.instances ?? []).map(({ url }) => url);
  const ask = (path: string, token: string, origin = app.origin) =>
    fetch(origin + path, { headers: { Authorization: `Bearer ${token}` } });
  const metadata = () => `/media/attachments/${photo.id}`;
  const content = () => `${metadata()}/content`;
  const claims = (): JWTPayload => ({
    sub: ada.user.id,
    aud: 'media-grant',
    exp: Math.floor(Date.now() / 1_000) + 300,
    conversation: conversationId,
    scope: 'read',
  });
  const sign = (payload: JWTPayload, signingKey: KeyObject | Uint8Array = key, alg = 'EdDSA') =>
    new SignJWT(payload).setProtectedHeader({ alg }).sign(signingKey);

  /** Every way to show the token is refused, at the edge and at the service itself. */
  async function expectRefused(token: string, status: number): Promise<void> {
    for (const origin of [app.origin, ...services()]) {
      await expectProblem(await ask(metadata(), token, origin), status);
      await expectProblem(await ask(content(), token, origin), status);
      const inUrl = `${content()}?grant=${encodeURIComponent(token)}`;
      await expectProblem(await fetch(origin + inUrl), status);
      await expectProblem(await ask(inUrl, await grantOf(ada), origin), status);
    }
  }

  it.each(['read', 'write'])('to %s shows the photos of its conversation', async (scope) => {
    const answer = await ada.fetch(grantPath(conversationId, scope));
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const { token, expiresAt } = (await json(answer)) as Grant;
    const lifetime = Date.parse(expiresAt) - Date.now();
    expect(lifetime).toBeGreaterThan(60_000);
    expect(lifetime).toBeLessThanOrEqual(300_000);
    const shown = await ask(metadata(), token);
    expect(shown.headers.get('cache-control')).toBe('private, no-cache');
    expect(await json(shown)).toEqual(photo);
    for (const answer of [
      await ask(content(), token),
      await fetch(`${app.origin}${content()}?grant=${token}`),
    ]) {
      expect((await answer.bytes()).length).toBe(photo.byteSize);
    }
  });

  it('made here as the monolith makes it is good, so what follows is refused for what it says', async () => {
    expect((await ask(metadata(), await sign(claims()))).status).toBe(200);
  });

  it.each<[string, () => Promise<string> | string]>([
    ['that is none', () => 'made-up'],
    ['that is empty', () => ''],
    ['that is expired', () => sign({ ...claims(), exp: Math.floor(Date.now() / 1_000) - 1 })],
    ['that never expires', () => sign({ ...claims(), exp: undefined as never })],
    [
      'that is not valid yet',
      () => sign({ ...claims(), nbf: Math.floor(Date.now() / 1_000) + 60 }),
    ],
    ['of nobody', () => sign({ ...claims(), sub: undefined as never })],
    ['for another audience', () => sign({ ...claims(), aud: 'session' })],
    ['without a conversation', () => sign({ ...claims(), conversation: undefined })],
    ['for every conversation', () => sign({ ...claims(), conversation: '*' })],
    ['to do everything', () => sign({ ...claims(), scope: 'admin' })],
    ['signed with another key', () => sign(claims(), generateKeyPairSync('ed25519').privateKey)],
    ['that is not signed', () => new UnsecuredJWT(claims()).encode()],
    [
      'signed with the public key as a secret',
      () => sign(claims(), createPublicKey(key).export({ format: 'der', type: 'spki' }), 'HS256'),
    ],
    [
      'that was tampered with',
      async () => {
        const [header, , signature] = (
          await grantOf(eve, (await eve.startConversation()).id)
        ).split('.');
        return [
          header,
          Buffer.from(JSON.stringify(claims())).toString('base64url'),
          signature,
        ].join('.');
      },
    ],
    ['that is a session', () => ada.token],
    ['that is the service token', () => app.stack.serviceToken],
  ])('%s opens nothing', async (_name, token) => {
    await expectRefused(await token(), 401);
  });

  it('is needed', async () => {
    for (const path of [
      metadata(),
      content(),
      `${content()}?grant=`,
      `${content()}?grant=a&grant=b`,
    ]) {
      await expectProblem(await fetch(app.origin + path), 401);
    }
    const cookie = { headers: { Cookie: `session=${ada.token}` } };
    await expectProblem(await fetch(app.origin + content(), cookie), 401);
  });

  it('in the URL is for bytes alone', async () => {
    const token = await grantOf(ada);
    await expectProblem(await fetch(`${app.origin}${metadata()}?grant=${token}`), 401);
  });

  it('for another conversation hides that the photo exists', async () => {
    const { id } = await ada.startConversation();
    await expectRefused(await grantOf(ada, id), 404);
    const unknown = `/media/attachments/${randomUUID()}`;
    const answers = await Promise.all(
      [metadata(), unknown].map(async (path) => (await ask(path, await grantOf(ada, id))).text()),
    );
    expect(answers[0]).toBe(answers[1]);
  });

  it('is given to members only', async () => {
    await expectProblem(await eve.fetch(grantPath(conversationId)), 404);
    await expectProblem(await eve.fetch(grantPath(randomUUID())), 404);
    await expectProblem(await fetch(app.origin + grantPath(conversationId)), 401);
    await expectProblem(await eve.fetch(grantPath('x')), 422, 'id');
    await expectProblem(await ada.fetch(grantPath(conversationId, 'admin')), 422, 'scope');
  });

  it('is no session', async () => {
    const token = await grantOf(ada, conversationId, 'write');
    for (const path of [
      '/api/conversations',
      `/api/attachments/${photo.id}`,
      grantPath(conversationId),
    ]) {
      await expectProblem(await ask(path, token), 401);
      const headers = { Cookie: `session=${token}` };
      await expectProblem(await fetch(app.origin + path, { headers }), 401);
    }
    await expectProblem(
      await fetch(`${app.origin}/api/attachments/${photo.id}/content?grant=${token}`),
      401,
    );
  });

  it('is no way into /internal', async () => {
    for (const origin of [app.origin, ...services()]) {
      const answer = await ask(`/internal/attachments/${photo.id}`, await grantOf(ada), origin);
      await expectProblem(answer, [401, 404]);
    }
  });

  it('opens nothing that is deleted', async () => {
    const { attachments, id } = await ada.posted(conversationId, {
      photos: [await makePhoto(), await makePhoto()],
    });
    const token = await grantOf(ada);
    await ada.fetch(`/api/attachments/${attachments[0]?.id}`, { method: 'DELETE' });
    await ada.fetch(`/api/messages/${id}`, { method: 'DELETE' });
    for (const attachment of attachments) {
      const path = `/media/attachments/${attachment.id}`;
      await waitFor(
        'the service knows',
        async () => (await ask(path, token)).status === 404,
        40_000,
      );
      await expectProblem(await ask(`${path}/content`, token), 404);
      await expectProblem(await fetch(`${app.origin}${path}/content?grant=${token}`), 404);
    }
  });

  it.each([
    '/media/../internal/attachments/:id',
    '/media/%2e%2e/internal/attachments/:id',
    '/media/..%2finternal%2fattachments/:id',
    '/media/attachments/..%2f..%2finternal%2fattachments%2f:id',
    '/media/attachments/../../internal/attachments/:id',
    '/media\\..\\internal\\attachments\\:id',
    '/media//internal/attachments/:id',
    '/media/attachments/:id%2fcontent',
    '/media/attachments/:id%00/content',
    '/media/attachments/:id/../../../metrics',
    '/media/attachments/%252e%252e/content',
  ])('is needed, or of no use, on detours: %s', async (path) => {
    for (const token of [app.stack.serviceToken, await grantOf(ada)]) {
      const answer = await exchange(
        app.origin,
        head(`GET ${path.replace(':id', photo.id)} HTTP/1.1`, {
          Host: new URL(app.origin).host,
          Authorization: `Bearer ${token}`,
        }),
      );
      expect([400, 401, 404, 422]).toContain(answer.status);
      expect(answer.body).not.toContain(photo.sha256);
    }
  });

  it('is in no log', async () => {
    const token = await grantOf(ada);
    const redirected = await ada.fetch(`/api/attachments/${photo.id}/content`);
    const given = new URL(redirected.url).searchParams.get('grant') ?? 'none';
    await fetch(`${app.origin}${content()}?grant=${token}`);
    await fetch(`${app.origin}${content()}?x=1&grant=${token}x`);
    await ask(metadata(), token);
    const instances = Object.values(app.stack.apps).flatMap((one) => one.instances);
    const logs = instances.map((instance) => instance.log()).join('\n');
    expect(logs).toContain(`${content()}?grant=-`);
    for (const secret of [token, given]) expect(logs).not.toContain(secret);
  });
});
