import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ApiUser } from '../support/api.ts';
import { asPhoto, makePhoto, makePhotoOfSize, named, type Photo } from '../support/photos.ts';
import { useStack } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';
import { useBrowser } from './browser.ts';
import { PhotoApp } from './photo-app.ts';

const MEBIBYTE = 1024 * 1024;

const app = useStack({ instances: 1 });
const browser = useBrowser();

let ann: ApiUser;
let conversationId: string;
let lake: Photo;
let hut: Photo;

beforeAll(async () => {
  ann = await ApiUser.create(app.origin, 'ann');
  lake = named('lake.jpeg', await makePhoto('jpeg'));
  hut = named('hut.png', await makePhoto('png'));
});

beforeEach(async () => {
  conversationId = (await ann.startConversation()).id;
});

async function open(): Promise<PhotoApp> {
  return PhotoApp.open(await browser.newPage(), app.origin, { user: ann, conversationId });
}

/** Lets this many bytes a second out of the page. */
async function slowDown(ui: PhotoApp, uploadThroughput: number): Promise<void> {
  const devTools = await ui.page.context().newCDPSession(ui.page);
  await devTools.send('Network.enable');
  await devTools.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput,
  });
}

async function messageCount(): Promise<number> {
  const page = await ann.fetch(`/api/conversations/${conversationId}/messages`);
  return ((await page.json()) as { items: unknown[] }).items.length;
}

describe('composing a message', () => {
  it('takes photos by drop and by paste, in order, and sends what is left of them', async () => {
    const ui = await open();
    await ui.drop(lake, hut);
    await ui.paste(named('pasted.png', hut));
    expect(await ui.draftPhotos.allTextContents()).toEqual([
      expect.stringContaining('lake.jpeg'),
      expect.stringContaining('hut.png'),
      expect.stringContaining('pasted.png'),
    ]);

    await ui.composer.getByRole('button', { name: 'Remove hut.png' }).click();
    await ui.send.click();
    await ui.showsPhotos(2);
    await ui.messages.getByRole('button', { name: 'Add a caption to pasted.png' }).waitFor();
  });

  it('shows the progress of each photo, and can be called off', async () => {
    const ui = await open();
    await ui.choose(
      named('first.jpeg', await makePhotoOfSize(2 * MEBIBYTE)),
      named('second.jpeg', await makePhotoOfSize(2 * MEBIBYTE)),
    );
    await slowDown(ui, MEBIBYTE / 2);
    await ui.send.click();
    const isUnderWay = async (name: string) => {
      const bar = ui.composer.getByRole('progressbar', { name: `Sending ${name}` });
      const value = await bar.evaluate((element) => (element as HTMLProgressElement).value);
      return value > 0 && value < 1;
    };
    await waitFor('the first one to be under way', () => isUnderWay('first.jpeg'));
    await waitFor('the second one to be under way beside it', () => isUnderWay('second.jpeg'));

    await ui.composer.getByRole('button', { name: 'Cancel' }).click();
    await ui.composer.getByRole('button', { name: 'Remove second.jpeg' }).waitFor();
    expect(await messageCount()).toBe(0);

    await slowDown(ui, -1);
    await ui.send.click();
    await ui.messages
      .getByRole('button', { name: /^Delete photo/ })
      .nth(1)
      .waitFor();
  });

  it('keeps a draft while another conversation is open', async () => {
    const ui = await open();
    await ui.choose(lake);
    await ui.text.fill('Not yet');
    await ui.page.getByRole('link', { name: 'New conversation' }).click();
    await ui.page.getByRole('heading', { name: 'New conversation' }).waitFor();
    await ui.page.goBack();
    expect(await ui.text.inputValue()).toBe('Not yet');
    expect(await ui.draftPhotos.count()).toBe(1);
  });

  it('counts quietly, and says aloud only when the text becomes too long', async () => {
    const ui = await open();
    const status = ui.page.getByRole('status');
    await ui.text.fill('x'.repeat(3999));
    await ui.composer.getByText('1 character left').waitFor();
    expect((await status.allTextContents()).join('')).toBe('');

    await ui.page.keyboard.type('xx');
    await ui.composer.getByText('1 character too many').waitFor();
    await status.getByText('The message is too long').waitFor();
    await ui.page.keyboard.type('x');
    await ui.composer.getByText('2 characters too many').waitFor();
    expect((await status.allTextContents()).join('')).toBe('The message is too long');
  });

  it('refuses a file that is too large or no photo, and keeps the others', async () => {
    const ui = await open();
    await ui.choose(
      named('panorama.jpeg', await makePhotoOfSize(20 * MEBIBYTE + 1)),
      asPhoto('notes.pdf', 'application/pdf', '%PDF-1.7'),
      lake,
    );
    await ui.alert.getByText('“panorama.jpeg” is 20 MB').waitFor();
    await ui.alert.getByText("“notes.pdf” isn't a photo.").waitFor();
    expect(await ui.draftPhotos.count()).toBe(1);
  });

  it('refuses more than ten photos, and keeps the first ten', async () => {
    const ui = await open();
    await ui.choose(...Array.from({ length: 12 }, (_, index) => named(`${index}.jpeg`, lake)));
    await ui.alert.getByText('A message takes up to 10 photos. 2 left out').waitFor();
    expect(await ui.draftPhotos.count()).toBe(10);
  });

  it('says so when the server finds out that a file is no photo, and sends without it', async () => {
    const ui = await open();
    await ui.choose(lake, asPhoto('fake.jpeg', 'image/jpeg', 'These are words, not a photo.'));
    await ui.send.click();
    await ui.alert.getByText('One of the files is not a photo. Remove it').waitFor();
    expect(await messageCount()).toBe(0);

    await ui.composer.getByRole('button', { name: 'Remove fake.jpeg' }).click();
    await ui.send.click();
    await ui.showsPhotos(1);
  });

  it('keeps what was written when the network is down, and posts it once', async () => {
    const ui = await open();
    await ui.choose(lake);
    await ui.text.fill('Hello from the train');
    await ui.page.context().setOffline(true);
    await ui.send.click();
    await ui.composer.getByText('You are offline. Connect to the internet').waitFor();

    await ui.page.context().setOffline(false);
    await ui.composer.getByRole('button', { name: 'Try again' }).click();
    await ui.showsPhotos(1);
    expect(await messageCount()).toBe(1);
  });

  it('posts once even if the answer to the first try got lost', async () => {
    const ui = await open();
    await ui.page.route(
      '**/messages',
      async (route) => {
        await route.fetch();
        await route.abort('connectionreset');
      },
      { times: 1 },
    );
    await ui.text.fill('Once');
    await ui.send.click();
    await ui.composer.getByText("Can't reach the server.").waitFor();
    await ui.composer.getByRole('button', { name: 'Try again' }).click();
    await waitFor('the draft to be gone', async () => (await ui.text.inputValue()) === '');
    expect(await messageCount()).toBe(1);
  });

  it('says when to try again while the server is busy', async () => {
    const ui = await open();
    await ui.text.fill('Hello');
    await ui.page.route('**/messages', (route) =>
      route.fulfill({
        status: 503,
        headers: { 'retry-after': '7' },
        contentType: 'application/problem+json',
        body: JSON.stringify({
          type: 'urn:photos:problem:unavailable',
          title: 'Unavailable',
          status: 503,
          detail: 'Busy',
        }),
      }),
    );
    await ui.send.click();
    await ui.composer.getByText('The server is busy. Try again in 7 seconds.').waitFor();
    expect(await ui.text.inputValue()).toBe('Hello');
  });
});
