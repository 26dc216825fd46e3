import { describe, it } from '@jest/globals';
import { ApiUser } from '../support/api.ts';
import { useStack } from '../support/stack.ts';
import { useBrowser } from './browser.ts';
import { PhotoApp } from './photo-app.ts';

const app = useStack({ instances: 1 });
const browser = useBrowser();

describe('polling', () => {
  it('goes on after a poll that is never answered', async () => {
    const ann = await ApiUser.create(app.origin, 'ann');
    const { id: conversationId } = await ann.startConversation();
    const page = await browser.newPage();
    // Time limits of requests run out sooner, so that the test need not wait as long as users do.
    await page.addInitScript(() => {
      const timeout = AbortSignal.timeout.bind(AbortSignal);
      AbortSignal.timeout = (ms) => timeout(ms / 10);
    });
    const ui = await PhotoApp.open(page, app.origin, { user: ann, conversationId });
    await ui.messages.getByText('Nothing here yet').waitFor();

    await new Promise<void>((hangs) => {
      void page.route(/\/messages\?limit=/, () => hangs(), { times: 1 });
    });
    await ann.posted(conversationId, { body: 'Still there?' });
    await ui.messages.getByText('Still there?').waitFor();
  });
});
