import { beforeAll, expect, it } from '@jest/globals';
import { expectRefusal, isoUtc, uuidV7 } from '../support/expect.ts';
import { setMessageTime } from '../support/message-times.ts';
import { makePhoto, named, type Photo, photoFormats } from '../support/photos.ts';
import { useStack } from '../support/stack.ts';
import { signUpAndIn } from '../support/users.ts';
import { describeForEachClient } from './clients/each-client.ts';
import type { Message, PhotoAppClient, User } from './clients/photo-app-client.ts';

const app = useStack();

describeForEachClient('messages', app, (newClient) => {
  let ada: PhotoAppClient;
  let ben: PhotoAppClient;
  let adaUser: User;
  let benUser: User;
  beforeAll(async () => {
    [ada, ben] = [newClient(), newClient()];
    [adaUser, benUser] = await Promise.all([signUpAndIn(ada, 'ada'), signUpAndIn(ben, 'ben')]);
  });

  const startConversation = async () =>
    (await ada.createConversation('Holiday', [benUser.handle])).id;

  async function readAll(client: PhotoAppClient, conversationId: string, limit: number) {
    const messages: Message[] = [];
    for (let before: string | undefined; ; ) {
      const page = await client.listMessages(conversationId, { limit, ...(before && { before }) });
      expect(page.items.length).toBeLessThanOrEqual(limit);
      messages.push(...page.items);
      if (page.nextCursor === null) return messages;
      before = page.nextCursor;
    }
  }

  it('without photos are as they were written', async () => {
    const conversationId = await startConversation();
    const body = '  Grüße aus Köln 👩‍👩‍👧 — "quoted" <b>not bold</b> & \\done\\  ';
    const posted = await ada.postMessage(conversationId, { body });
    expect(posted).toEqual({
      id: expect.stringMatching(uuidV7),
      conversationId,
      senderId: adaUser.id,
      body,
      createdAt: expect.stringMatching(isoUtc),
      attachments: [],
    });
    expect(await ben.listMessages(conversationId)).toEqual({ items: [posted], nextCursor: null });
  });

  it('keep their lines, however these end on the way', async () => {
    const conversationId = await startConversation();
    const posted = await ada.postMessage(conversationId, {
      body: 'one\ntwo\r\nthree\rfour\n\nsix',
    });
    expect(posted.body).toBe('one\ntwo\nthree\nfour\n\nsix');
    expect((await ben.listMessages(conversationId)).items).toEqual([posted]);
  });

  it.each(photoFormats)('carry a %s photo, described by its bytes', async (format) => {
    const conversationId = await startConversation();
    const photo = await makePhoto(format);
    const posted = await ada.postMessage(conversationId, { body: format, photos: [photo] });
    expect(posted.attachments).toEqual([
      {
        id: expect.stringMatching(uuidV7),
        messageId: posted.id,
        conversationId,
        uploaderId: adaUser.id,
        position: 0,
        fileName: photo.fileName,
        contentType: photo.contentType,
        byteSize: photo.bytes.length,
        sha256: photo.sha256,
        caption: '',
        version: expect.stringMatching(/^[1-9]\d*$/),
        createdAt: expect.stringMatching(isoUtc),
        updatedAt: expect.stringMatching(isoUtc),
      },
    ]);
    expect((await ben.listMessages(conversationId)).items).toEqual([posted]);
  });

  it('recognise a photo by its bytes, not by its name or type', async () => {
    const conversationId = await startConversation();
    const webp = await makePhoto('webp');
    const disguised: Photo = { ...webp, fileName: 'photo.png', contentType: 'image/png' };
    const posted = await ada.postMessage(conversationId, { body: '', photos: [disguised] });
    expect(posted.attachments).toMatchObject([
      { contentType: 'image/webp', fileName: 'photo.png', sha256: webp.sha256 },
    ]);
  });

  it('keep ten photos in upload order', async () => {
    const conversationId = await startConversation();
    const photos = await Promise.all(
      Array.from({ length: 10 }, (_, index) => makePhoto(photoFormats[index % 6])),
    );
    const posted = await ada.postMessage(conversationId, { body: 'Ten', photos });
    expect(posted.attachments.map(({ sha256 }) => sha256)).toEqual(
      photos.map(({ sha256 }) => sha256),
    );
    expect(posted.attachments.map(({ position }) => position)).toEqual([...photos.keys()]);
    const [listed] = (await ben.listMessages(conversationId)).items;
    expect(listed).toEqual(posted);
  });

  it('may carry the same photo twice', async () => {
    const conversationId = await startConversation();
    const photo = await makePhoto();
    const { attachments } = await ada.postMessage(conversationId, {
      body: 'Twins',
      photos: [photo, named('again.jpeg', photo)],
    });
    expect(attachments.map(({ fileName }) => fileName)).toEqual([photo.fileName, 'again.jpeg']);
    expect(new Set(attachments.map(({ id }) => id)).size).toBe(2);
  });

  it('may consist of a photo alone', async () => {
    const conversationId = await startConversation();
    const posted = await ada.postMessage(conversationId, { body: '', photos: [await makePhoto()] });
    expect(posted).toMatchObject({ body: '', attachments: [{ position: 0 }] });
  });

  it('are listed newest first, page by page, each exactly once', async () => {
    const conversationId = await startConversation();
    const posted: Message[] = [];
    for (let number = 0; number < 7; number++) {
      const [author, photos] = number % 2 ? [ben, []] : [ada, [await makePhoto()]];
      posted.unshift(await author.postMessage(conversationId, { body: `No. ${number}`, photos }));
    }
    for (const limit of [1, 3, 7, 100]) {
      expect(await readAll(ben, conversationId, limit)).toEqual(posted);
    }
  });

  it('are listed by when they were stored, whatever their ids', async () => {
    const conversationId = await startConversation();
    const post = (body: string) => ada.postMessage(conversationId, { body });
    const [retried, second, third] = [await post('one'), await post('two'), await post('three')];
    await setMessageTime(app.stack, [retried.id], '2100-01-01T00:00:00.000Z');
    const ids = [retried.id, third.id, second.id];
    for (const limit of [1, 2, 100]) {
      const read = await readAll(ben, conversationId, limit);
      expect(read.map(({ id }) => id)).toEqual(ids);
    }
  });

  it('that were stored at the same time are on one page each', async () => {
    const conversationId = await startConversation();
    const ids: string[] = [];
    for (const body of ['one', 'two', 'three', 'four', 'five']) {
      ids.unshift((await ada.postMessage(conversationId, { body })).id);
    }
    await setMessageTime(app.stack, ids.slice(1, 4), new Date().toISOString());
    const all = (await readAll(ben, conversationId, 100)).map(({ id }) => id);
    expect(all.toSorted()).toEqual(ids.toSorted());
    for (const limit of [1, 2, 3]) {
      const read = await readAll(ben, conversationId, limit);
      expect(read.map(({ id }) => id)).toEqual(all);
    }
  });

  it('are a place to continue from even when they are deleted', async () => {
    const conversationId = await startConversation();
    const post = async (body: string) => (await ada.postMessage(conversationId, { body })).id;
    const [first, second, third] = [await post('one'), await post('two'), await post('three')];
    await ada.deleteMessage(second);
    const { items } = await ben.listMessages(conversationId, { before: second });
    expect(items.map(({ id }) => id)).toEqual([first]);
    await ada.deleteMessage(first);
    expect(await ben.listMessages(conversationId, { before: third })).toEqual({
      items: [],
      nextCursor: null,
    });
  });

  it('that arrive between two pages do not move what is on them', async () => {
    const conversationId = await startConversation();
    const post = async (body: string) => (await ada.postMessage(conversationId, { body })).id;
    const ids = [await post('one'), await post('two'), await post('three'), await post('four')];
    const first = await ben.listMessages(conversationId, { limit: 2 });
    await post('five');
    const second = await ben.listMessages(conversationId, {
      limit: 2,
      before: first.nextCursor ?? '',
    });
    const seen = [...first.items, ...second.items].map(({ id }) => id);
    expect(seen).toEqual(ids.reverse());
  });

  it('come thirty to a page when nothing else is asked for', async () => {
    const conversationId = await startConversation();
    for (let number = 0; number < 31; number++) {
      await ada.postMessage(conversationId, { body: `No. ${number}` });
    }
    const page = await ben.listMessages(conversationId);
    expect(page.items).toHaveLength(30);
    const rest = await ben.listMessages(conversationId, { before: page.nextCursor ?? '' });
    expect(rest).toMatchObject({ items: [{ body: 'No. 0' }], nextCursor: null });
  });

  it('of one conversation do not show in another', async () => {
    const [here, there] = [await startConversation(), await startConversation()];
    await ada.postMessage(here, { body: 'Here', photos: [await makePhoto()] });
    expect(await ada.listMessages(there)).toEqual({ items: [], nextCursor: null });
  });

  it('are deleted by who sent them, with their photos', async () => {
    const conversationId = await startConversation();
    const kept = await ada.postMessage(conversationId, { body: '', photos: [await makePhoto()] });
    const photos = [await makePhoto(), await makePhoto('png')];
    const posted = await ada.postMessage(conversationId, { body: 'Oops', photos });
    await ada.deleteMessage(posted.id);
    for (const client of [ada, ben]) {
      expect((await client.listMessages(conversationId)).items).toEqual([kept]);
      for (const attachment of posted.attachments) {
        await expectRefusal(client.getAttachment(attachment), 404);
        await expectRefusal(client.downloadPhoto(attachment), 404);
      }
    }
    await expectRefusal(ada.deleteMessage(posted.id), 404);
    const [attachment] = posted.attachments;
    if (!attachment) throw new Error('The message has no photo');
    await expectRefusal(ada.setCaption(attachment, 'Too late'), 404);
    await expectRefusal(ada.deleteAttachment(attachment), 404);
  });
});
