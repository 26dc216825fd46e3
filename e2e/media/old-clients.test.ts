import { beforeAll, describe, expect, it } from '@jest/globals';
import { ApiUser } from '../support/api.ts';
import { makePhoto } from '../support/photos.ts';
import { useStack } from '../support/stack.ts';

describe("old clients' way to a photo's bytes", () => {
  const app = useStack();
  let ada: ApiUser;
  let conversationId: string;
  beforeAll(async () => {
    ada = await ApiUser.create(app.origin);
    conversationId = (await ada.startConversation()).id;
  });

  const content = (id: string, init: RequestInit = {}) =>
    ada.fetch(`/api/attachments/${id}/content`, init);
  async function post() {
    const photo = await makePhoto();
    const { attachments } = await ada.posted(conversationId, { photos: [photo] });
    return { photo, id: attachments[0]?.id ?? '' };
  }

  it('leads on to the service, with a grant that nobody may keep', async () => {
    const { id } = await post();
    const answer = await content(id, { redirect: 'manual' });
    expect(answer.status).toBe(307);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('location')).toMatch(
      new RegExp(`^/media/attachments/${id}/content\\?grant=[\\w.-]+$`),
    );
  });

  it.each(['follow', 'with the cookie'])('is followed as by phase 0: %s', async (how) => {
    const { photo, id } = await post();
    const get = async (headers: Record<string, string> = {}, method = 'GET') =>
      how === 'follow'
        ? await content(id, { headers, method })
        : await fetch(`${app.origin}/api/attachments/${id}/content`, {
            method,
            headers: { ...headers, Cookie: `session=${ada.token}` },
          });
    const whole = await get();
    expect(whole.status).toBe(200);
    expect(new URL(whole.url).pathname).toBe(`/media/attachments/${id}/content`);
    expect(Buffer.compare(await whole.bytes(), photo.bytes)).toBe(0);
    expect(whole.headers.get('etag')).toBe(`"${photo.sha256}"`);
    expect(whole.headers.get('x-content-type-options')).toBe('nosniff');

    const part = await get({ Range: 'bytes=10-19' });
    expect(part.status).toBe(206);
    expect(Buffer.compare(await part.bytes(), photo.bytes.subarray(10, 20))).toBe(0);
    expect((await get({ Range: 'bytes=99999999-' })).status).toBe(416);
    expect((await get({ 'If-None-Match': `"${photo.sha256}"` })).status).toBe(304);

    const head = await get({}, 'HEAD');
    expect(head.status).toBe(200);
    expect(head.headers.get('content-length')).toBe(String(photo.bytes.length));
    expect((await head.bytes()).length).toBe(0);
  });
});
