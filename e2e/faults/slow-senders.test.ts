import { beforeAll, describe, expect, it } from '@jest/globals';
import { ApiUser, messagesPath } from '../support/api.ts';
import { expectProblem } from '../support/expect.ts';
import { filePart, filePartStart, multipartBody, multipartType } from '../support/multipart.ts';
import { makePhoto, makePhotoOfSize, type Photo } from '../support/photos.ts';
import { head, RawConnection } from '../support/raw-http.ts';
import { useStack } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';

/** As many large photos as one instance sends on while they come. */
const streamsAtOnce = 4;

/** Someone whose photo stands still when half of it has been sent. */
class SlowSender {
  readonly #connection: RawConnection;
  readonly #rest: Uint8Array;

  private constructor(connection: RawConnection, rest: Uint8Array) {
    this.#connection = connection;
    this.#rest = rest;
  }

  static async begin(user: ApiUser, conversationId: string, photo: Photo): Promise<SlowSender> {
    const body = multipartBody(filePart(photo));
    const half = filePartStart(photo.fileName).length + photo.bytes.length / 2;
    const connection = await RawConnection.open(user.origin);
    const request = head(`POST ${messagesPath(conversationId)} HTTP/1.1`, {
      Host: new URL(user.origin).host,
      Authorization: `Bearer ${user.token}`,
      'Content-Type': multipartType,
      'Content-Length': String(body.length),
    });
    await connection.send(request);
    await connection.send(body.subarray(0, half));
    return new SlowSender(connection, body.subarray(half));
  }

  /** Sends the rest; gives the status of the answer. */
  async finish(): Promise<number> {
    await this.#connection.send(this.#rest);
    const { status } = await this.#connection.answer();
    this.#connection.close();
    return status;
  }

  vanish(): void {
    this.#connection.vanish();
  }
}

function useConversation(origin: () => string) {
  const our = {} as { user: ApiUser; conversationId: string; photo: Photo };
  beforeAll(async () => {
    our.user = await ApiUser.create(origin());
    our.conversationId = (await our.user.startConversation()).id;
    our.photo = await makePhotoOfSize(1024 * 1024);
  });
  return our;
}

describe('senders whose photos come slowly', () => {
  const app = useStack({ instances: 1 });
  const our = useConversation(() => app.origin);

  it('hold up nobody but themselves', async () => {
    const { user, conversationId, photo } = our;
    const slow = await Promise.all(
      Array.from({ length: 2 * streamsAtOnce }, () =>
        SlowSender.begin(user, conversationId, photo),
      ),
    );
    try {
      const signal = AbortSignal.timeout(20_000);
      const message = { body: 'Quick', photos: [photo, photo] };
      expect((await user.post(conversationId, message, { signal })).status).toBe(201);
      for (const sender of slow) expect(await sender.finish()).toBe(201);
    } finally {
      for (const sender of slow) sender.vanish();
    }
  });
});

describe('while there is no disk to put photos aside on', () => {
  const TMPDIR = '/nonexistent';
  const app = useStack({
    instances: 1,
    env: async () => ({ monolith: { TMPDIR }, 'media-service': { TMPDIR } }),
  });
  const our = useConversation(() => app.origin);

  it('answers 503 to large photos that come beside many slow ones, and to nothing else', async () => {
    const { user, conversationId, photo } = our;
    const post = (photo: Photo) => user.post(conversationId, { photos: [photo] });
    expect((await post(photo)).status).toBe(201);

    const slow: SlowSender[] = [];
    try {
      const refused = await waitFor('a large photo is refused', async () => {
        slow.push(await SlowSender.begin(user, conversationId, photo));
        const response = await post(photo);
        return response.status === 201 ? undefined : response;
      });
      expect(slow.length).toBeGreaterThanOrEqual(streamsAtOnce);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      await expectProblem(refused, 503);
      expect((await post(await makePhoto())).status).toBe(201);
    } finally {
      for (const sender of slow) sender.vanish();
    }
    await waitFor('large photos are taken again', async () => (await post(photo)).status === 201);
    await waitFor('there is an object for each attachment, and no other', async () => {
      const [keys, ids] = await Promise.all([app.store.objectKeys(), app.store.attachmentIds()]);
      return keys.length === ids.length;
    });
  });
});
