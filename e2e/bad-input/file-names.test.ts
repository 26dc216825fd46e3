import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Message } from '../behaviour/clients/photo-app-client.ts';
import { ApiUser, messagesPath } from '../support/api.ts';
import { expectContents, expectProblem } from '../support/expect.ts';
import { filePart, multipartBody, multipartType } from '../support/multipart.ts';
import { makePhoto, type Photo } from '../support/photos.ts';
import { useStack } from '../support/stack.ts';
import { objectKey } from '../support/store-inspector.ts';

const names: [string, string][] = [
  ['a path upwards', '../../etc/passwd'],
  ['an absolute path', '/etc/passwd'],
  ['a Windows path', 'C:\\\\Windows\\\\win.ini'],
  ['an encoded path', '..%2f..%2fetc%2fpasswd'],
  ['dots only', '..'],
  ['nothing', ''],
  ['spaces', '   '],
  ['a NUL', 'photo.jpg\0.html'],
  ['an encoded NUL', 'photo.jpg%00.html'],
  ['escaped quotes', 'a\\"; filename=\\"b.html'],
  ['encoded line breaks', 'a%0d%0aSet-Cookie: session=evil'],
  ['a bare line feed', 'a\nb.jpg'],
  ['control characters', 'a\u0007\u001b[31mb.jpg'],
  ['text that runs backwards', 'photo\u202Egpj.exe'],
  ['emoji', '👩‍👩‍👧‍👦🏖.jpg'],
  ['HTML', '<img src=x onerror=alert(1)>.jpg'],
  ['a bucket key', 'attachments/018f0000-0000-7000-8000-000000000000'],
  ['300 characters', 'x'.repeat(300)],
  ['10,000 characters', 'x'.repeat(10_000)],
];

describe('a photo whose file name is', () => {
  const app = useStack();
  let ada: ApiUser;
  let conversationId: string;
  let photo: Photo;
  beforeAll(async () => {
    ada = await ApiUser.create(app.origin);
    conversationId = (await ada.startConversation()).id;
    photo = await makePhoto();
  });

  const post = (part: Buffer) =>
    ada.fetch(messagesPath(conversationId), {
      method: 'POST',
      headers: { 'Content-Type': multipartType },
      body: multipartBody(part),
    });

  it.each(names)('%s is refused, or kept under a name that can do no harm', async (_, fileName) => {
    const before = await app.store.contents();
    const response = await post(filePart({ ...photo, fileName }));
    if (response.status !== 201) {
      await expectProblem(response, [400, 422]);
      await expectContents(app.store, before);
      return;
    }
    const message = (await response.json()) as Message;
    const attachment = message.attachments[0];
    if (!attachment) throw new Error('The message has no photo');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are the point.
    expect(attachment.fileName).not.toMatch(/[/\\\u0000-\u001f\u007f]|^\.\.?$/);
    expect(Array.from(attachment.fileName).length).toBeGreaterThan(0);
    expect(Array.from(attachment.fileName).length).toBeLessThanOrEqual(255);

    const content = await ada.fetch(`/api/attachments/${attachment.id}/content`);
    expect(content.status).toBe(200);
    expect(content.headers.get('set-cookie')).toBeNull();
    expect(content.headers.get('content-type')).toBe('image/jpeg');
    expect(content.headers.get('content-disposition')).toMatch(/^inline\b/);
    expect(await content.bytes()).toEqual(photo.bytes);
    expect(await app.store.objectKeys()).toEqual(
      [...before.objects, objectKey(attachment.id)].sort(),
    );
    expect(await app.store.object(objectKey(attachment.id))).toEqual(Buffer.from(photo.bytes));
  });

  it('followed by headers of its own is not believed', async () => {
    const injected = 'a.jpg"\r\nContent-Type: text/html\r\nX-Evil: "';
    const response = await post(filePart({ ...photo, fileName: injected }));
    expect(response.status).toBeLessThan(500);
    if (response.status !== 201) return;
    const { attachments } = (await response.json()) as Message;
    expect(attachments).toMatchObject([{ fileName: 'a.jpg', contentType: 'image/jpeg' }]);
  });
});
