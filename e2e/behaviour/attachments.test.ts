import { beforeAll, expect, it } from '@jest/globals';
import { expectRefusal } from '../support/expect.ts';
import { makePhoto, named } from '../support/photos.ts';
import { useStack } from '../support/stack.ts';
import { signUpAndIn } from '../support/users.ts';
import { describeForEachClient } from './clients/each-client.ts';
import type { Attachment, PhotoAppClient } from './clients/photo-app-client.ts';

const app = useStack();

describeForEachClient('attachments', app, (newClient) => {
  let ada: PhotoAppClient;
  let ben: PhotoAppClient;
  let conversationId: string;
  beforeAll(async () => {
    [ada, ben] = [newClient(), newClient()];
    const [, { handle }] = await Promise.all([signUpAndIn(ada, 'ada'), signUpAndIn(ben, 'ben')]);
    conversationId = (await ada.createConversation('Holiday', [handle])).id;
  });

  async function post(count: number): Promise<Attachment[]> {
    const photos = await Promise.all(Array.from({ length: count }, () => makePhoto()));
    return (await ada.postMessage(conversationId, { body: 'Look', photos })).attachments;
  }
  async function postOne(): Promise<Attachment> {
    const [attachment] = await post(1);
    if (!attachment) throw new Error('The message has no photo');
    return attachment;
  }
  async function listed(messageId: string | null): Promise<Attachment[] | undefined> {
    const { items } = await ben.listMessages(conversationId, { limit: 100 });
    return items.find(({ id }) => id === messageId)?.attachments;
  }

  it('are the same whether seen in their message or asked for by id', async () => {
    const attachment = await postOne();
    expect(await ada.getAttachment(attachment)).toEqual(attachment);
    expect(await ben.getAttachment(attachment)).toEqual(attachment);
  });

  it.each([
    'Ferien am Meer – Zoë & Øyvind 🏖.jpeg',
    '日本語の写真.jpeg',
    "it's; filename=fake.jpeg",
    'no extension',
    `${'long'.repeat(50)}.jpeg`,
  ])('keep the name of the file: %s', async (fileName) => {
    const photo = named(fileName, await makePhoto());
    const { attachments } = await ada.postMessage(conversationId, { body: '', photos: [photo] });
    expect(attachments).toMatchObject([{ fileName }]);
  });

  it('get a caption, which everybody sees', async () => {
    const attachment = await postOne();
    const caption = 'The summit, at last 🏔 – "4,810 m"\nwith a second line';
    const edited = await ada.setCaption(attachment, caption);
    const { version, updatedAt } = edited;
    expect(edited).toEqual({ ...attachment, caption, version, updatedAt });
    expect(Date.parse(updatedAt)).toBeGreaterThanOrEqual(Date.parse(attachment.updatedAt));
    expect(await ben.getAttachment(attachment)).toEqual(edited);
    expect(await listed(attachment.messageId)).toEqual([edited]);
  });

  it('lose their caption when it is set to nothing', async () => {
    const attachment = await postOne();
    await ada.setCaption(attachment, 'Wrong');
    expect(await ada.setCaption(attachment, '')).toMatchObject({ caption: '' });
    expect(await ben.getAttachment(attachment)).toMatchObject({ caption: '' });
  });

  it('have a version that rises with every edit', async () => {
    const attachment = await postOne();
    const versions = [attachment.version];
    for (const caption of ['one', 'two', 'two', '', 'three']) {
      versions.push((await ada.setCaption(attachment, caption)).version);
    }
    expect(versions).toEqual([...new Set(versions)].sort((a, b) => Number(BigInt(a) - BigInt(b))));
    expect(await ben.getAttachment(attachment)).toMatchObject({ version: versions.at(-1) });
  });

  it('end up with the caption of the highest version when edits race', async () => {
    const attachment = await postOne();
    const edits = await Promise.all(
      ['a', 'b', 'c', 'd', 'e', 'f'].map((caption) => ada.setCaption(attachment, caption)),
    );
    const [latest] = edits.sort((a, b) => Number(BigInt(b.version) - BigInt(a.version)));
    expect(new Set(edits.map(({ version }) => version)).size).toBe(edits.length);
    expect(await ben.getAttachment(attachment)).toEqual(latest);
  });

  it('are deleted one by one, and the others stay as they are', async () => {
    const [first, second, third] = await post(3);
    if (!first || !second || !third) throw new Error('The message lacks a photo');
    await ada.deleteAttachment(second);
    expect(await listed(first.messageId)).toEqual([first, third]);
    for (const client of [ada, ben]) {
      await expectRefusal(client.getAttachment(second), 404);
      await expectRefusal(client.downloadPhoto(second), 404);
    }
    expect(await ben.downloadPhoto(third)).toHaveLength(third.byteSize);
  });

  it('stay deleted', async () => {
    const attachment = await postOne();
    await ada.deleteAttachment(attachment);
    await expectRefusal(ada.deleteAttachment(attachment), 404);
    await expectRefusal(ada.setCaption(attachment, 'Back again'), 404);
    expect(await listed(attachment.messageId)).toEqual([]);
  });

  it('stay deleted when an edit races the deletion', async () => {
    const attachment = await postOne();
    await Promise.allSettled([
      ada.setCaption(attachment, 'one'),
      ada.deleteAttachment(attachment),
      ada.setCaption(attachment, 'two'),
    ]);
    await expectRefusal(ben.getAttachment(attachment), 404);
    expect(await listed(attachment.messageId)).toEqual([]);
  });
});
