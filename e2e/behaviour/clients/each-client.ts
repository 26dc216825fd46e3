import { describe } from '@jest/globals';
import { type StackUnderTest, useStack } from '../../support/stack.ts';
import { CurrentClient } from './current-client.ts';
import { OldClient } from './old-client.ts';
import type { PhotoAppClient } from './photo-app-client.ts';

/**
 * Runs a suite twice against one stack: as a client of this checkout, and as one that was never
 * updated since phase 0. `newClient` gives a client that nobody has signed in on yet.
 */
export function describeForEachClient(
  name: string,
  suite: (newClient: () => PhotoAppClient, app: StackUnderTest) => void,
): void {
  describe(name, () => {
    const app = useStack();
    describe('with an up-to-date client', () => {
      suite(() => new CurrentClient(app.origin), app);
    });
    describe('with an old client', () => {
      suite(() => new OldClient(app.origin), app);
    });
  });
}
