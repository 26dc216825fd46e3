import { beforeAll, describe, expect, it } from '@jest/globals';
import { ApiUser } from '../support/api.ts';
import { makePhoto, named } from '../support/photos.ts';
import { useStack } from '../support/stack.ts';
import { password } from '../support/users.ts';
import { useBrowser } from './browser.ts';
import { onDisk, PhotoApp } from './photo-app.ts';

const app = useStack({ instances: 1 });
const browser = useBrowser();

let ann: ApiUser;
let bo: ApiUser;

beforeAll(async () => {
  ann = await ApiUser.create(app.origin, 'ann');
  bo = await ApiUser.create(app.origin, 'bo');
});

/** Everything here is done with keys; looking for what has focus is all that the tests add. */
class Keys {
  readonly ui: PhotoApp;

  constructor(ui: PhotoApp) {
    this.ui = ui;
  }

  async press(key: string): Promise<void> {
    await this.ui.page.keyboard.press(key);
  }

  async type(text: string): Promise<void> {
    await this.ui.page.keyboard.type(text);
  }

  /** What has focus, by its role and name. */
  async focused(): Promise<string> {
    return await this.ui.page.evaluate(() => {
      const element = document.activeElement as HTMLElement;
      const labels = (element as HTMLInputElement).labels ?? [];
      const label = element.ariaLabel ?? labels[0]?.textContent ?? element.textContent;
      return `${element.localName} ${label?.replace(/\s+/g, ' ').trim()}`;
    });
  }

  /** Tabs on until something has focus, which must show on the way. */
  async tabTo(wanted: RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
    const passed: string[] = [];
    for (let steps = 0; steps < 40; steps += 1) {
      await this.press(key);
      const focused = await this.focused();
      if (focused !== 'body Photos') await this.expectVisibleFocus(focused);
      if (wanted.test(focused)) return;
      passed.push(focused);
    }
    throw new Error(`Tab does not come to ${wanted}, only to: ${passed.join(', ')}`);
  }

  private async expectVisibleFocus(focused: string): Promise<void> {
    const visible = await this.ui.page.evaluate(() => {
      const element = document.activeElement as HTMLElement;
      if (element === document.body) return true;
      const shows = (of: Element) => {
        const { outlineStyle, boxShadow } = getComputedStyle(of);
        return outlineStyle !== 'none' || boxShadow !== 'none';
      };
      // The message field shows it on the frame that it shares with its buttons.
      return shows(element) || shows(element.parentElement as Element);
    });
    expect({ focused, visible }).toEqual({ focused, visible: true });
  }
}

describe('the web client with a keyboard only', () => {
  it('signs in, starts a conversation, posts, captions and deletes', async () => {
    const page = await browser.newPage();
    await page.goto(app.origin);
    const ui = new PhotoApp(page, app.origin);
    const keys = new Keys(ui);

    await keys.tabTo(/^input Handle/);
    await keys.type(ann.user.handle);
    await keys.tabTo(/^input Password/);
    await keys.type(password);
    await keys.press('Enter');

    await page.getByRole('navigation').waitFor();
    await keys.tabTo(/^a New conversation/);
    await keys.press('Enter');
    await page.getByLabel('Title').waitFor();
    expect(await keys.focused()).toBe('input Title');
    await keys.type('Weekend');
    await keys.tabTo(/^input Members/);
    await keys.type(bo.user.handle);
    await keys.press('Enter');

    await ui.text.waitFor();
    expect(await keys.focused()).toBe('textarea Message to Weekend');
    await keys.tabTo(/^button Add photos/, 'Shift+Tab');
    const chooser = page.waitForEvent('filechooser');
    await keys.press('Enter');
    const lake = named('lake.jpeg', await makePhoto());
    await (await chooser).setFiles(await onDisk([lake]));
    await keys.tabTo(/^textarea/);
    await keys.type('First line');
    await keys.press('Shift+Enter');
    await keys.type('second line');
    await keys.press('Enter');
    await ui.showsPhotos(1);
    expect(await keys.focused()).toBe('textarea Message to Weekend');
    await ui.messages.getByText('First line\nsecond line').waitFor();

    await keys.tabTo(/^button Add a caption/, 'Shift+Tab');
    await keys.press('Enter');
    await keys.type('Cold!');
    await keys.press('Escape');
    expect(await keys.focused()).toBe('button Add a caption to lake.jpeg');
    await keys.press('Enter');
    await keys.type('Cold!');
    await keys.press('Enter');
    await ui.messages.getByText('Cold!').waitFor();
    expect(await keys.focused()).toBe('button Edit the caption of lake.jpeg: Cold!');

    await keys.tabTo(/^button Delete photo lake.jpeg/, 'Shift+Tab');
    await keys.press('Enter');
    await ui.dialog.waitFor();
    await keys.press('Escape');
    await ui.dialog.waitFor({ state: 'hidden' });
    expect(await keys.focused()).toBe('button Delete photo lake.jpeg');
    await keys.press('Enter');
    await keys.tabTo(/^button Delete photo$/);
    await keys.press('Enter');
    await ui.showsPhotos(0);
    expect(await keys.focused()).toBe('section Messages');

    await keys.tabTo(/^button Sign out/);
    await keys.press('Enter');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });

  it('skips the list of conversations', async () => {
    const { id } = await ann.startConversation();
    const ui = await PhotoApp.open(await browser.newPage(), app.origin, {
      user: ann,
      conversationId: id,
    });
    await ui.page.reload();
    await ui.text.waitFor();
    const keys = new Keys(ui);
    await keys.tabTo(/^a Skip to the conversation/, 'Shift+Tab');
    await keys.press('Enter');
    await keys.tabTo(/^section Messages/);
  });
});
