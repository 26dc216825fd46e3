import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { chromiumPath } from './chromium.ts';

/**
 * Starts a Chromium for the tests around the call. Any uncaught error in a page fails the test, and so
 * does any that its console shows, but for answers with an error: some tests want those.
 */
export function useBrowser() {
  let browser: Browser;
  const errors: Error[] = [];

  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: await chromiumPath(),
      // Not the flags that the package suggests: they are for cloud functions, with one process for all
      // tabs, no web security and slow graphics in software.
      args: ['--disable-gpu', '--disable-background-networking'],
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
      context.setDefaultTimeout(30_000);
      const page = await context.newPage();
      // From the first listener on, file choosers come to the tests instead of to the screen. It takes
      // a moment: too long for a test that listens and then presses a key.
      page.on('filechooser', () => {});
      page.on('pageerror', (error) => errors.push(error));
      page.on('console', (message) => {
        const isAnswer = message.text().startsWith('Failed to load resource');
        if (message.type() === 'error' && !isAnswer) errors.push(new Error(message.text()));
      });
      return page;
    },
  };
}
