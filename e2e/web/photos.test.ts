import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Locator } from 'playwright-core';
import { ApiUser } from '../support/api.ts';
import { makePhoto, named, type Photo } from '../support/photos.ts';
import { useStack } from '../support/stack.ts';
import { useBrowser } from './browser.ts';
import { PhotoApp } from './photo-app.ts';

const app = useStack({ instances: 1 });
const browser = useBrowser();

let ann: ApiUser;
let bo: ApiUser;
let conversationId: string;
let lake: Photo;
let hut: Photo;

beforeAll(async () => {
  ann = await ApiUser.create(app.origin, 'ann');
  bo = await ApiUser.create(app.origin, 'bo');
  lake = named('lake.jpeg', await makePhoto('jpeg'));
  hut = named('hut.webp', await makePhoto('webp'));
});

beforeEach(async () => {
  conversationId = (await ann.startConversation(bo)).id;
});

async function open(user: ApiUser): Promise<PhotoApp> {
  return PhotoApp.open(await browser.newPage(), app.origin, { user, conversationId });
}

async function post(body: string, ...photos: Photo[]): Promise<void> {
  await ann.posted(conversationId, { body, photos });
}

describe('photos in the web client', () => {
  it('posts two photos, shows them after a reload, captions one and deletes the other', async () => {
    const ui = await open(ann);
    await ui.choose(lake, hut);
    await ui.text.fill('From the hills');
    await ui.send.click();
    await ui.showsPhotos(2);
    expect(await ui.draftPhotos.count()).toBe(0);

    await ui.page.reload();
    await ui.messages.getByText('From the hills').waitFor();
    await ui.showsPhotos(2);

    await ui.messages.getByRole('button', { name: 'Add a caption to lake.jpeg' }).click();
    await ui.page.getByLabel('Caption of lake.jpeg').fill('At the lake');
    await ui.page.keyboard.press('Enter');
    await ui.messages.getByText('At the lake').waitFor();

    await ui.photos.nth(1).hover();
    await ui.messages.getByRole('button', { name: 'Delete photo hut.webp' }).click();
    await ui.dialog.getByRole('button', { name: 'Delete photo' }).click();
    await ui.showsPhotos(1);

    await ui.page.reload();
    await ui.messages.getByText('At the lake').waitFor();
    await ui.showsPhotos(1);
  });

  it('shows what others post, caption and delete while the conversation is open', async () => {
    const ui = await open(bo);
    // Only what is new since the first look is announced.
    await ui.messages.getByText('Nothing here yet').waitFor();
    await post('Look', lake, hut);
    await ui.showsPhotos(2);
    await ui.page.getByRole('status').filter({ hasText: 'ann: Look, 2 photos' }).waitFor();

    const [first, second] = await attachmentIds();
    await ann.send('PATCH', `/api/attachments/${first}`, { caption: 'Cold!' });
    await ann.fetch(`/api/attachments/${second}`, { method: 'DELETE' });
    await ui.messages.getByText('Cold!').waitFor();
    await ui.showsPhotos(1);
  });

  it("announces what somebody posted just before the reader's own message", async () => {
    const ui = await open(bo);
    await ui.messages.getByText('Nothing here yet').waitFor();
    // The polls stand still, so that the reader's message shows first.
    const polls = /\/messages\?limit=/;
    await ui.page.route(polls, (route) => route.abort());
    await post('Me first');
    await ui.text.fill('Me too');
    await ui.send.click();
    await ui.messages.getByText('Me too').waitFor();
    await ui.page.unroute(polls);
    await ui.page.getByRole('status').filter({ hasText: 'ann: Me first' }).waitFor();
  });

  it('deletes a message with its photos', async () => {
    await post('Wrong place', lake);
    const ui = await open(ann);
    await ui.messages.getByText('Wrong place').hover();
    await ui.messages.getByRole('button', { name: 'Delete message' }).click();
    await ui.dialog.getByRole('button', { name: 'Delete message' }).click();
    await ui.messages.getByText('Nothing here yet').waitFor();
    await ui.page.reload();
    await ui.messages.getByText('Nothing here yet').waitFor();
  });

  it("offers nothing to change on somebody else's photos", async () => {
    await post('Mine', lake);
    const ui = await open(bo);
    await ui.showsPhotos(1);
    expect(await ui.messages.getByRole('button').count()).toBe(0);
  });

  it('offers a photo that the browser cannot show as a download', async () => {
    await post('From my phone', named('IMG_1.heic', await makePhoto('heic')));
    const ui = await open(bo);
    const download = ui.page.waitForEvent('download');
    await ui.messages.getByRole('link', { name: 'Download' }).click();
    expect((await download).suggestedFilename()).toBe('IMG_1.heic');
  });

  it('loads older messages when scrolled to, and keeps the place', async () => {
    for (let number = 1; number <= 45; number += 1) await post(`Message ${number}.`);
    const ui = await open(bo);
    await ui.messages.getByText('Message 45.').waitFor();
    expect(await ui.messages.getByText('Message 1.').count()).toBe(0);

    const landmark = ui.messages.getByText('Message 16.');
    await ui.messages.evaluate((scroller) => scroller.scrollTo(0, 0));
    const before = await landmark.boundingBox();
    await ui.messages.getByText('Message 1.').waitFor({ state: 'attached' });
    const after = await landmark.boundingBox();
    expect(after?.y).toBeCloseTo(before?.y ?? Number.NaN, 0);

    await ui.page.getByRole('button', { name: 'Newest' }).click();
    await ui.page.getByRole('button', { name: 'Newest' }).waitFor({ state: 'hidden' });
    expect(await isInView(ui.messages.getByText('Message 45.'))).toBe(true);
  });
});

async function isInView(locator: Locator): Promise<boolean> {
  return locator.evaluate((element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  });
}

async function attachmentIds(): Promise<string[]> {
  const page = await ann.fetch(`/api/conversations/${conversationId}/messages`);
  const { items } = (await page.json()) as { items: { attachments: { id: string }[] }[] };
  return items.flatMap(({ attachments }) => attachments.map(({ id }) => id));
}
