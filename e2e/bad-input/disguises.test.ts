import { beforeAll, describe, expect, it } from '@jest/globals';
import { ApiUser } from '../support/api.ts';
import { expectNoChange, expectProblem } from '../support/expect.ts';
import { asPhoto, makePhoto } from '../support/photos.ts';
import { useStack } from '../support/stack.ts';

const html = '<!doctype html><html><body><script>alert(1)</script></body></html>';
const svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"></svg>';

/** Files that are no photos, whatever they say they are. */
const impostors: [string, string | Uint8Array][] = [
  ['HTML', html],
  ['HTML after a byte order mark', `\uFEFF${html}`],
  ['SVG', svg],
  ['SVG in XML', `<?xml version="1.0"?>\n${svg}`],
  ['a script', '#!/bin/sh\nrm -rf /\n'],
  ['PDF', '%PDF-1.7\n%âãÏÓ\n1 0 obj\n<<>>\nendobj\n'],
  ['ZIP', Buffer.from('504b0304140000000000', 'hex')],
  ['an ELF executable', Buffer.from('7f454c4602010100', 'hex')],
  ['a Windows executable', Buffer.from('4d5a90000300000004000000', 'hex')],
  ['TIFF', Buffer.from('49492a0008000000', 'hex')],
  ['BMP', Buffer.from('424d3e0000000000000036000000', 'hex')],
  ['MP4', Buffer.from('000000206674797069736f6d0000020069736f6d69736f32', 'hex')],
  ['an icon', Buffer.from('00000100010010100000', 'hex')],
  ['RIFF that is not WebP', 'RIFF\x24\0\0\0WAVEfmt '],
  ['PNG without its first byte', Buffer.from('504e470d0a1a0a0000000d49484452', 'hex')],
  ['zeros', new Uint8Array(10_000)],
  ['one byte', new Uint8Array([0xff])],
];

describe('a file that is no photo', () => {
  const app = useStack();
  let ada: ApiUser;
  let conversationId: string;
  beforeAll(async () => {
    ada = await ApiUser.create(app.origin);
    conversationId = (await ada.startConversation()).id;
  });

  it.each(impostors)('is refused though it is called .jpg: %s', async (_name, content) => {
    const photos = [asPhoto('holiday.jpg', 'image/jpeg', content)];
    await expectNoChange(app.store, async () => {
      await expectProblem(await ada.post(conversationId, { body: 'Look', photos }), 415);
    });
  });

  it('is refused when it is empty', async () => {
    const photos = [asPhoto('holiday.jpg', 'image/jpeg', '')];
    await expectNoChange(app.store, async () => {
      await expectProblem(await ada.post(conversationId, { photos }), [415, 422]);
    });
  });

  it('takes the whole message with it, wherever it comes', async () => {
    const [first, second] = [await makePhoto(), await makePhoto('webp')];
    const impostor = asPhoto('third.png', 'image/png', html);
    for (const photos of [
      [impostor, first, second],
      [first, impostor, second],
      [first, second, impostor],
    ]) {
      await expectNoChange(app.store, async () => {
        await expectProblem(await ada.post(conversationId, { body: 'Look', photos }), 415);
      });
    }
  });

  it.each([
    ['GIF', Buffer.concat([Buffer.from('GIF89a/*'), Buffer.from(`*/=1;${html}`)])],
    ['JPEG', Buffer.concat([Buffer.from('ffd8ffe000104a46494600', 'hex'), Buffer.from(html)])],
  ])('but also a %s is shown as the photo it claims to be, and nothing else', async (_, bytes) => {
    const response = await ada.post(conversationId, {
      photos: [asPhoto('polyglot.html', 'text/html', bytes)],
    });
    if (response.status !== 201) {
      await expectProblem(response, 415);
      return;
    }
    const { attachments } = (await response.json()) as { attachments: { id: string }[] };
    const content = await ada.fetch(`/api/attachments/${attachments[0]?.id}/content`);
    expect(content.headers.get('content-type')).toMatch(/^image\/(gif|jpeg)$/);
    expect(content.headers.get('x-content-type-options')).toBe('nosniff');
    await content.body?.cancel();
  });
});
