import { afterAll, beforeAll, describe } from '@jest/globals';
import { describeEdits } from './edits.ts';
import type { AttachmentProvider } from './provider.ts';
import { describeReadingOfMessage } from './reading-of-message.ts';
import { describeReadingOne } from './reading-one.ts';

export type { GivenPhoto } from './given-photo.ts';
export type * from './provider.ts';

/**
 * What the consumers of attachments rely on, as a suite that each provider runs against itself,
 * with provider states as in Pact (https://docs.pact.io/getting_started/provider_states).
 *
 * @param name who provides them, for the report
 */
export function describeAttachmentContract(name: string, provider: AttachmentProvider): void {
  describe(`${name} keeps the attachment contract`, () => {
    beforeAll(() => provider.setUp());
    afterAll(() => provider.tearDown());
    describeReadingOne(provider);
    describeReadingOfMessage(provider);
    describeEdits(provider);
  });
}
