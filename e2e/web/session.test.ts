import { describe, expect, it } from '@jest/globals';
import type { Request } from 'playwright-core';
import { ApiUser } from '../support/api.ts';
import { makePhoto, named } from '../support/photos.ts';
import { useStack } from '../support/stack.ts';
import { newHandle, password } from '../support/users.ts';
import { useBrowser } from './browser.ts';
import { PhotoApp } from './photo-app.ts';

const app = useStack({ instances: 1 });
const browser = useBrowser();

async function visit(path = '/'): Promise<PhotoApp> {
  const page = await browser.newPage();
  await page.goto(app.origin + path);
  return new PhotoApp(page, app.origin);
}

describe('accounts in the web client', () => {
  it('signs up, starts a conversation by handle, signs out and in again', async () => {
    const bo = await ApiUser.create(app.origin, 'bo');
    const handle = newHandle('ann');
    const ui = await visit();
    await ui.page.getByRole('link', { name: 'Create an account' }).click();
    await ui.page.getByLabel('Your name').fill('Ann Baker');
    await ui.page.getByLabel('Handle').fill(handle);
    await ui.page.getByLabel('Password').fill(password);
    await ui.page.getByRole('button', { name: 'Create account' }).click();

    await ui.page.getByRole('link', { name: 'New conversation' }).click();
    await ui.page.getByLabel('Title').fill('Weekend');
    await ui.page.getByLabel('Members').fill(`@${bo.user.handle},`);
    await ui.page.getByRole('button', { name: 'Start conversation' }).click();
    await ui.page.getByRole('main').getByText('You and bo').waitFor();

    await ui.page.getByRole('button', { name: 'Sign out' }).click();
    await ui.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await ui.page.context().cookies()).toEqual([]);

    await ui.signIn(handle);
    await ui.page.getByRole('link', { name: /Weekend/ }).waitFor();
  });

  it('says that handle and password do not belong together', async () => {
    const ann = await ApiUser.create(app.origin, 'ann');
    const ui = await visit();
    await ui.signIn(ann.user.handle, 'not the password');
    await ui.alert.getByText("This handle and password don't belong together.").waitFor();
    expect(await ui.page.getByLabel('Handle').inputValue()).toBe(ann.user.handle);
  });

  it('says that a handle is taken', async () => {
    const ann = await ApiUser.create(app.origin, 'ann');
    const ui = await visit('/sign-up');
    await ui.page.getByLabel('Your name').fill('Another Ann');
    await ui.page.getByLabel('Handle').fill(ann.user.handle);
    await ui.page.getByLabel('Password').fill('a password of their own');
    await ui.page.getByRole('button', { name: 'Create account' }).click();
    await ui.alert.getByText('Somebody else has this handle.').waitFor();
  });

  it('signs in who tries to sign up again after only signing in has failed', async () => {
    const ui = await visit('/sign-up');
    await ui.page.route('**/api/sessions', (route) => route.abort('connectionreset'), { times: 1 });
    await ui.page.getByLabel('Your name').fill('Ann Baker');
    await ui.page.getByLabel('Handle').fill(newHandle('ann'));
    await ui.page.getByLabel('Password').fill(password);
    await ui.page.getByRole('button', { name: 'Create account' }).click();
    await ui.alert.getByText("Can't reach the server.").waitFor();
    await ui.page.getByRole('button', { name: 'Create account' }).click();
    await ui.page.getByRole('contentinfo').getByText('Ann Baker', { exact: true }).waitFor();
  });

  it('marks a member who does not exist, and goes there', async () => {
    const ann = await ApiUser.create(app.origin, 'ann');
    const ui = await visit('/new');
    await ui.signIn(ann.user.handle);
    await ui.page.getByLabel('Title').fill('Weekend');
    await ui.page.getByLabel('Members').fill('nobody-has-this');
    await ui.page.getByRole('button', { name: 'Start conversation' }).click();
    await ui.page.locator('input[name=members][aria-invalid=true]:focus').waitFor();
  });

  it('takes as many emoji as letters in a title', async () => {
    const ann = await ApiUser.create(app.origin, 'ann');
    const ui = await visit('/new');
    await ui.signIn(ann.user.handle);
    await ui.page.getByLabel('Title').fill('🏔'.repeat(200));
    await ui.page.getByRole('button', { name: 'Start conversation' }).click();
    await ui.page.getByRole('heading', { name: '🏔'.repeat(200) }).waitFor();
  });

  it('asks to sign in again when the session has ended, and keeps the draft', async () => {
    const ann = await ApiUser.create(app.origin, 'ann');
    const { id } = await ann.startConversation();
    const ui = await PhotoApp.open(await browser.newPage(), app.origin, {
      user: ann,
      conversationId: id,
    });
    // As after a reload: no token in memory, just the cookie, and that has run out.
    await ui.page.reload();
    await ui.text.fill('Half a thought');
    await ui.page.context().clearCookies();
    await ui.dialog.getByLabel('Password').fill(password);
    await ui.dialog.getByRole('button', { name: 'Sign in' }).click();
    await ui.dialog.waitFor({ state: 'hidden' });
    expect(await ui.text.inputValue()).toBe('Half a thought');
    await ui.send.click();
    await ui.messages.getByText('Half a thought').waitFor();
  });

  it('calls off what is being sent when the user signs out', async () => {
    const ann = await ApiUser.create(app.origin, 'ann');
    const { id } = await ann.startConversation();
    const ui = await PhotoApp.open(await browser.newPage(), app.origin, {
      user: ann,
      conversationId: id,
    });
    await ui.choose(named('lake.jpeg', await makePhoto()));
    const preview = await ui.draftPhotos.locator('img').getAttribute('src');
    // Whatever carries the photo is under way still when the user leaves.
    const upload = await new Promise<Request>((underWay) => {
      void ui.page.route('**/*', (route, request) => {
        const isUpload = request.headers()['content-type']?.startsWith('multipart/');
        return isUpload ? underWay(request) : route.continue();
      });
      void ui.send.click();
    });
    const calledOff = ui.page.waitForEvent('requestfailed', (request) => request === upload);
    await ui.page.getByRole('button', { name: 'Sign out' }).click();
    await calledOff;
    await ui.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await canLoad(ui, preview)).toBe(false);
  });

  it("gives way, with a user's draft, to somebody who signs in in another tab", async () => {
    const [ann, bo] = [
      await ApiUser.create(app.origin, 'ann'),
      await ApiUser.create(app.origin, 'bo'),
    ];
    const { id } = await ann.startConversation(bo);
    const ui = await PhotoApp.open(await browser.newPage(), app.origin, {
      user: ann,
      conversationId: id,
    });
    // As after a reload: no token in memory, just the cookie.
    await ui.page.reload();
    await ui.choose(named('lake.jpeg', await makePhoto()));
    await ui.text.fill('From ann');
    // Staying is what loses nothing, and so what most people choose.
    ui.page.on('dialog', (dialog) => void dialog.dismiss());

    const other = await ui.page.context().newPage();
    await other.goto(app.origin);
    await other.getByRole('button', { name: 'Sign out' }).click();
    await new PhotoApp(other, app.origin).signIn(bo.user.handle);
    await other.getByRole('link', { name: 'Holiday' }).waitFor();

    await ui.page.bringToFront();
    await ui.page.getByRole('contentinfo').getByText('bo', { exact: true }).waitFor();
    expect(await ui.text.inputValue()).toBe('');
  });

  it('notices another user even if the page was not told', async () => {
    const ann = await ApiUser.create(app.origin, 'ann');
    const { id } = await ann.startConversation();
    const ui = await PhotoApp.open(await browser.newPage(), app.origin, {
      user: ann,
      conversationId: id,
    });
    // The page that changes the storage is the one that gets no event of it.
    await ui.page.evaluate(() => localStorage.clear());
    await ui.page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });

  it("says nothing of a conversation that the user isn't in", async () => {
    const ann = await ApiUser.create(app.origin, 'ann');
    const { id } = await (await ApiUser.create(app.origin, 'bo')).startConversation();
    const ui = await visit(`/conversations/${id}`);
    await ui.signIn(ann.user.handle);
    await ui.page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
  });
});

async function canLoad(ui: PhotoApp, url: string | null): Promise<boolean> {
  return ui.page.evaluate(
    (src) =>
      new Promise<boolean>((resolve) => {
        const image = new Image();
        image.onload = () => resolve(true);
        image.onerror = () => resolve(false);
        image.src = src ?? '';
      }),
    url,
  );
}
