import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Message } from '../behaviour/clients/photo-app-client.ts';
import { ApiUser, messagesPath } from '../support/api.ts';
import { filePartStart, multipartBody, multipartType, textPart } from '../support/multipart.ts';
import { makePhoto, makePhotoOfSize } from '../support/photos.ts';
import { head, RawConnection } from '../support/raw-http.ts';
import { checkout, useStack } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';

describe('replacing instances', () => {
  const app = useStack();
  let ada: ApiUser;
  let conversationId: string;
  beforeAll(async () => {
    ada = await ApiUser.create(app.origin);
    conversationId = (await ada.startConversation()).id;
  });

  const monoliths = () => {
    const { instances } = app.stack.apps.monolith ?? { instances: [] };
    return [...instances];
  };

  /** Posts, lists, edits and downloads until told to stop. Gives the number of requests. */
  async function use(until: AbortSignal): Promise<number> {
    let requests = 0;
    const succeed = async (response: Response, status: number) => {
      requests++;
      const bytes = await response.bytes();
      if (response.status !== status) throw new Error(`${response.status}: ${Buffer.from(bytes)}`);
      return bytes;
    };
    while (!until.aborted) {
      const photo = await makePhotoOfSize(50_000);
      const posted = await ada.post(conversationId, { body: 'Hi', photos: [photo] });
      const message = JSON.parse(Buffer.from(await succeed(posted, 201)).toString()) as Message;
      const path = `/api/attachments/${message.attachments[0]?.id}`;
      const content = await succeed(await ada.fetch(`${path}/content`), 200);
      if (!Buffer.from(photo.bytes).equals(content)) throw new Error('Not the bytes posted');
      await succeed(await ada.send('PATCH', path, { caption: 'Hi' }), 200);
      await succeed(await ada.fetch(messagesPath(conversationId)), 200);
      if (requests % 3 === 0) await succeed(await ada.fetch(path, { method: 'DELETE' }), 204);
    }
    return requests;
  }

  it('one at a time under load drops nothing', async () => {
    const stop = new AbortController();
    const users = Promise.all(Array.from({ length: 4 }, () => use(stop.signal)));
    const replaced = (async () => {
      for (const instance of monoliths()) await app.stack.replace(instance, { checkout });
    })();
    await Promise.race([replaced, users]);
    stop.abort();
    const requests = await users;
    await replaced;
    expect(Math.min(...requests)).toBeGreaterThan(0);
    expect(monoliths()).toHaveLength(2);
  });

  it('waits for a slow upload to finish', async () => {
    const photo = await makePhotoOfSize(2 * 1024 * 1024);
    const body = multipartBody(
      textPart('body', 'Slow'),
      Buffer.concat([filePartStart('slow.jpeg'), photo.bytes, Buffer.from('\r\n')]),
    );
    const connection = await RawConnection.open(app.origin);
    const requestHead = head(`POST ${messagesPath(conversationId)} HTTP/1.1`, {
      Host: new URL(app.origin).host,
      Authorization: `Bearer ${ada.token}`,
      'Content-Type': multipartType,
      'Content-Length': String(body.length),
    });
    await connection.send(requestHead);
    await connection.send(body.subarray(0, 1_000_000));

    // Whichever of them has the upload: both are told to go.
    const old = monoliths();
    const replaced = Promise.all(old.map((instance) => app.stack.replace(instance, { checkout })));
    await waitFor(
      'the new instances serve',
      async () => {
        const serving = monoliths().filter((instance) => !old.includes(instance));
        return serving.length === old.length;
      },
      60_000,
    );
    await connection.send(body.subarray(1_000_000));
    const answer = await connection.answer(30_000);
    expect([answer.status, answer.body]).toEqual([201, expect.stringContaining(photo.sha256)]);
    connection.close();
    await replaced;
  });

  it('that were told to stop exit cleanly', async () => {
    const [first] = monoliths();
    if (!first) throw new Error('No instance is running');
    await app.stack.start('monolith');
    expect(await first.stop()).toBe(0);
  });

  it('after one was killed: the others take over', async () => {
    await app.stack.start('monolith');
    const [victim] = monoliths();
    await victim?.kill();
    await waitFor('every request succeeds again', async () => {
      for (let request = 0; request < 10; request++) {
        const response = await ada.post(conversationId, { photos: [await makePhoto()] });
        if (response.status !== 201) return false;
      }
      return true;
    });
  });
});
