import { beforeAll, describe, expect, it } from '@jest/globals';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { ApiUser } from '../support/api.ts';
import { makePhoto, named } from '../support/photos.ts';
import { useStack } from '../support/stack.ts';
import { useBrowser } from './browser.ts';
import { PhotoApp } from './photo-app.ts';

const app = useStack({ instances: 1 });
const browser = useBrowser();

let ann: ApiUser;
let conversationId: string;

beforeAll(async () => {
  ann = await ApiUser.create(app.origin, 'ann');
  conversationId = (await ann.startConversation()).id;
  const longName = `${'a-very-long-name-'.repeat(8)}.jpeg`;
  await ann.posted(conversationId, {
    body: `${'word '.repeat(40)}https://example.com/${'long'.repeat(40)}`,
    photos: [named(longName, await makePhoto()), await makePhoto('png'), await makePhoto('heic')],
  });
});

async function open(options: BrowserContextOptions): Promise<PhotoApp> {
  const page = await browser.newPage(options);
  return PhotoApp.open(page, app.origin, { user: ann, conversationId });
}

/** What is wider than its box, in the page or in anything that scrolls within it. */
async function scrollsSideways(page: Page): Promise<string[]> {
  return await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('html, body, main, [data-scroller], nav, dialog')]
      .filter((element) => element.scrollWidth > element.clientWidth)
      .map((element) => element.localName),
  );
}

describe('how the web client looks', () => {
  it.each([320, 360])('fits a screen of %i px, page by page', async (width) => {
    const ui = await open({ viewport: { width, height: 640 }, hasTouch: true, isMobile: true });
    await ui.messages.getByText("This browser can't show HEIC.").waitFor();
    await ui.choose(named('lake.jpeg', await makePhoto()), await makePhoto('webp'));
    await ui.text.fill('long'.repeat(100));
    expect(await scrollsSideways(ui.page)).toEqual([]);

    await ui.messages.getByRole('button', { name: 'Delete photo photo.png' }).tap();
    await ui.dialog.waitFor();
    expect(await scrollsSideways(ui.page)).toEqual([]);
    await ui.dialog.getByRole('button', { name: 'Cancel' }).tap();

    await ui.page.getByRole('link', { name: 'All conversations' }).tap();
    await ui.page.getByRole('link', { name: /Holiday/ }).waitFor();
    expect(await ui.messages.isVisible()).toBe(false);
    expect(await scrollsSideways(ui.page)).toEqual([]);

    await ui.page.getByRole('link', { name: 'New conversation' }).tap();
    await ui.page.getByLabel('Title').waitFor();
    expect(await scrollsSideways(ui.page)).toEqual([]);

    await ui.page.getByRole('link', { name: 'All conversations' }).tap();
    await ui.page.getByRole('button', { name: 'Sign out' }).tap();
    await ui.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await scrollsSideways(ui.page)).toEqual([]);
  });

  it('follows the system into the dark', async () => {
    const luminance = async (colorScheme: 'light' | 'dark') => {
      const ui = await open({ colorScheme });
      return await ui.page.evaluate(() => {
        const [red = 0, green = 0, blue = 0] =
          getComputedStyle(document.body).backgroundColor.match(/\d+/g)?.map(Number) ?? [];
        return (red + green + blue) / 3;
      });
    };
    expect(await luminance('light')).toBeGreaterThan(200);
    expect(await luminance('dark')).toBeLessThan(60);
  });

  it('keeps still for who asked for less motion', async () => {
    const ui = await open({ reducedMotion: 'reduce' });
    await ui.page.route('**/content', () => {});
    await ui.page.reload();
    await ui.messages.getByRole('figure').first().waitFor();
    expect(await ui.page.evaluate(() => document.getAnimations().length)).toBe(0);
  });

  it('gives everything that can be used a name', async () => {
    const ui = await open({});
    const nameless = await ui.page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('a, button, input, textarea, img')]
        .filter((element) => element.checkVisibility())
        .filter((element) => {
          const field = element as HTMLInputElement;
          const name =
            element.ariaLabel || element.textContent || field.labels?.[0]?.textContent || '';
          return element.localName === 'img' ? !element.hasAttribute('alt') : name.trim() === '';
        })
        .map((element) => element.outerHTML),
    );
    expect(nameless).toEqual([]);
  });
});
