import { describe } from '@jest/globals';
import type { StackUnderTest } from '../../support/stack.ts';
import { CurrentClient } from './current-client.ts';
import { OldClient } from './old-client.ts';
import type { PhotoAppClient } from './photo-app-client.ts';

/**
 * Runs a suite twice against one stack: as a client of this checkout, and as one that was never
 * updated since phase 0. `newClient` gives a client that nobody has signed in on yet.
 */
export function describeForEachClient(
  name: string,
  app: StackUnderTest,
  suite: (newClient: () => PhotoAppClient) => void,
): void {
  describe(name, () => {
    describe('with an up-to-date client', () => suite(() => new CurrentClient(app.origin)));
    describe('with an old client', () => suite(() => new OldClient(app.origin)));
  });
}
