import { beforeAll, describe, expect, it } from '@jest/globals';
import { expectNoChange, expectProblem } from '../support/expect.ts';
import {
  filePart,
  filePartStart,
  multipartBody,
  multipartType,
  textPart,
} from '../support/multipart.ts';
import { makePhoto, makePhotoOfSize, type Photo } from '../support/photos.ts';
import { head, RawConnection } from '../support/raw-http.ts';
import { waitFor } from '../support/wait-for.ts';
import { grantOf, media, photoForm, useMediaStack } from './media-stack.ts';

const MiB = 1024 * 1024;

describe('uploads to /media', () => {
  const used = useMediaStack();
  let grant: string;
  let photo: Photo;
  beforeAll(async () => {
    grant = await grantOf(used.ada, used.conversationId, 'write');
    photo = await makePhoto();
  });

  const ask = (method: string, path: string, body?: FormData | object) =>
    media(used.app.origin, grant, [method, path, body]);
  const post = (body: Uint8Array) =>
    fetch(`${used.app.origin}/media/attachments`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${grant}`, 'Content-Type': multipartType },
      body: new Uint8Array(body),
    });

  it.each([20 * MiB - 1, 20 * MiB])('may have %i bytes', async (byteSize) => {
    const large = await makePhotoOfSize(byteSize);
    const answer = await ask('POST', '', photoForm(large));
    expect(answer.status).toBe(201);
    expect(await answer.json()).toMatchObject({ byteSize, sha256: large.sha256 });
  });

  it('may not have a byte more', async () => {
    const tooLarge = await makePhotoOfSize(20 * MiB + 1);
    await expectNoChange(used.app.store, async () => {
      await expectProblem(await ask('POST', '', photoForm(tooLarge)), 413);
    });
  });

  const broken: [string, () => Uint8Array][] = [
    ['are nothing', () => Buffer.alloc(0)],
    ['are not multipart', () => Buffer.from('{}')],
    ['have no photo', () => multipartBody()],
    ['have a text for a photo', () => multipartBody(textPart('photo', 'not a file'))],
    ['have a photo by another name', () => multipartBody(filePart(photo, 'photos'))],
    ['end before the photo', () => filePartStart('a.jpeg', 'photo')],
    [
      'end in the photo',
      () => Buffer.concat([filePartStart('a.jpeg', 'photo'), photo.bytes.subarray(0, 300)]),
    ],
    ['end after the photo', () => filePart(photo, 'photo')],
  ];
  it.each(broken)('that %s are refused', async (_name, body) => {
    await expectNoChange(used.app.store, async () => {
      await expectProblem(await post(body()), [400, 422]);
    });
  });

  it('that break off leave nothing behind', async () => {
    await expectNoChange(used.app.store, async () => {
      const large = await makePhotoOfSize(8 * MiB);
      const connections = await Promise.all(
        [100, 700_000, 6 * MiB].map(async (length) => {
          const connection = await RawConnection.open(used.app.origin);
          const request = head('POST /media/attachments HTTP/1.1', {
            Host: new URL(used.app.origin).host,
            Authorization: `Bearer ${grant}`,
            'Content-Type': multipartType,
            'Content-Length': String(10 * MiB),
          });
          await connection.send(request);
          await connection.send(filePartStart('large.jpeg', 'photo'));
          await connection.send(large.bytes.subarray(0, length));
          return connection;
        }),
      );
      try {
        await waitFor('all are being received', async () => {
          // Those of uploads that were refused before are due at once.
          const { rowCount } = await used.stores.service.query(
            'SELECT FROM object_disposals WHERE due_at > now()',
          );
          return rowCount === connections.length;
        });
      } finally {
        for (const connection of connections) connection.vanish();
      }
    });
  });

  it.each(['photo', '%00', '%20', '..%2F..%2Finternal', 'a'.repeat(4_000), '%E0%A4%A'])(
    'are not found by an id like %s',
    async (id) => {
      await expectNoChange(used.app.store, async () => {
        const asked = [
          ask('GET', `/${id}`),
          ask('GET', `/${id}/content`),
          ask('PATCH', `/${id}`, { caption: 'Hi' }),
          ask('DELETE', `/${id}`),
        ];
        for (const answer of await Promise.all(asked)) await expectProblem(answer, [400, 404, 422]);
      });
    },
  );

  it('are asked for again each time', async () => {
    const posted = await ask('POST', '', photoForm(photo));
    const { id } = (await posted.json()) as { id: string };
    const edited = await ask('PATCH', `/${id}`, { caption: 'Hi' });
    const answers = [posted, edited];
    expect(answers.map(({ status }) => status)).toEqual([201, 200]);
    for (const { headers } of answers) {
      expect(headers.get('cache-control')).toBe('private, no-cache');
    }
  });
});
