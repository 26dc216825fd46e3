import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ApiUser } from '../support/api.ts';
import { makePhoto, named } from '../support/photos.ts';
import { useStack } from '../support/stack.ts';
import { useBrowser } from './browser.ts';
import { PhotoApp } from './photo-app.ts';

const app = useStack({ instances: 1 });
const browser = useBrowser();

let ann: ApiUser;
let conversationId: string;
let photoId: string;

beforeAll(async () => {
  ann = await ApiUser.create(app.origin, 'ann');
});

beforeEach(async () => {
  conversationId = (await ann.startConversation()).id;
  const lake = named('lake.jpeg', await makePhoto());
  const message = await ann.posted(conversationId, { photos: [lake] });
  photoId = message.attachments[0]?.id ?? '';
});

async function open(): Promise<PhotoApp> {
  return PhotoApp.open(await browser.newPage(), app.origin, { user: ann, conversationId });
}

async function caption(): Promise<string> {
  const answer = await ann.fetch(`/api/attachments/${photoId}`);
  return ((await answer.json()) as { caption: string }).caption;
}

describe('captions', () => {
  it('take as many emoji as letters, and say when it is too much', async () => {
    const ui = await open();
    await ui.messages.getByRole('button', { name: 'Add a caption' }).click();
    const input = ui.page.getByLabel('Caption of lake.jpeg');
    await input.fill('🏔'.repeat(501));
    await ui.page.keyboard.press('Enter');
    expect(await input.evaluate((field: HTMLInputElement) => field.validationMessage)).toBe(
      '1 character too many',
    );

    await input.fill('🏔'.repeat(500));
    await ui.page.keyboard.press('Enter');
    await ui.messages.getByRole('button', { name: 'Edit the caption' }).waitFor();
    expect(await caption()).toBe('🏔'.repeat(500));
  });

  it('of several lines stay as they are unless they are edited', async () => {
    await ann.send('PATCH', `/api/attachments/${photoId}`, { caption: 'One\nTwo' });
    const ui = await open();
    const opener = ui.messages.getByRole('button', { name: 'Edit the caption' });
    await opener.click();
    await ui.page.keyboard.press('Enter');
    await opener.waitFor();
    expect(await caption()).toBe('One\nTwo');

    await opener.click();
    await ui.page.keyboard.press('End');
    await ui.page.keyboard.type('!');
    await ui.page.keyboard.press('Enter');
    await ui.messages.getByText('One Two!').waitFor();
  });
});
