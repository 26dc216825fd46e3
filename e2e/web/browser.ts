import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import bundled from '@sparticuz/chromium';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { chromiumPath } from './chromium.ts';

/**
 * What the package adds for cloud functions and a user's browser doesn't have: with one process the
 * end of a tab ends the browser, and without web security a forbidden request goes through.
 */
const UNWANTED = ['--single-process', '--no-zygote', '--disable-web-security'];

/** Starts a Chromium for the tests around the call. Any uncaught error in a page fails the test. */
export function useBrowser() {
  let browser: Browser;
  const errors: Error[] = [];

  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: await chromiumPath(),
      args: [
        ...bundled.args.filter((arg) => !UNWANTED.includes(arg)),
        '--disable-background-networking',
      ],
    });
  }, 60_000);

  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    expect(errors.splice(0)).toEqual([]);
  });

  afterAll(() => browser?.close());

  return {
    /** A page of somebody who has never been here: no cookies, nothing stored. */
    async newPage(options: BrowserContextOptions = {}): Promise<Page> {
      const context = await browser.newContext({ locale: 'en-GB', ...options });
      context.setDefaultTimeout(15_000);
      const page = await context.newPage();
      // From the first listener on, file choosers come to the tests instead of to the screen. It takes
      // a moment: too long for a test that listens and then presses a key.
      page.on('filechooser', () => {});
      page.on('pageerror', (error) => errors.push(error));
      return page;
    },
  };
}
