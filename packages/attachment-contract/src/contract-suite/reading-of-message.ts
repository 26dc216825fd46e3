import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { expectAttachment, expectAttachments, expectProblem } from './expectations.ts';
import { GIVEN_PHOTOS } from './given-photo.ts';
import type { AttachmentProvider } from './provider.ts';

export function describeReadingOfMessage(provider: AttachmentProvider): void {
  describe("reading a message's attachments", () => {
    it('lists them in upload order', async () => {
      const message = await provider.given.message(GIVEN_PHOTOS);
      const items = expectAttachments(await provider.readOfMessage(message, 'valid'));
      expect(items.map(({ id }) => id)).toEqual(message.attachmentIds);
      expect(items.map(({ fileName }) => fileName)).toEqual(GIVEN_PHOTOS.map((p) => p.fileName));
      expect(items.map(({ position }) => position)).toEqual([0, 1, 2]);
    });

    it('lists the same as reading them one by one', async () => {
      const message = await provider.given.message(GIVEN_PHOTOS);
      const items = expectAttachments(await provider.readOfMessage(message, 'valid'));
      for (const item of items) {
        expect(expectAttachment(await provider.readOne(item.id, 'valid'))).toEqual(item);
      }
    });

    it('leaves out a deleted one, and the others where they were', async () => {
      const message = await provider.given.message(GIVEN_PHOTOS);
      const [first, second = '', third] = message.attachmentIds;
      await provider.given.deletedAttachment(second);
      const items = expectAttachments(await provider.readOfMessage(message, 'valid'));
      expect(items.map(({ id }) => id)).toEqual([first, third]);
      expect(items.map(({ position }) => position)).toEqual([0, 2]);
    });

    it('has none of an unknown message: an empty list, or 404', async () => {
      const unknown = { messageId: randomUUID(), conversationId: randomUUID() };
      const answer = await provider.readOfMessage(unknown, 'valid');
      if (answer.status === 200) expect(expectAttachments(answer)).toEqual([]);
      else expectProblem(answer, 404);
    });

    it.each(['none', 'made-up'] as const)('is 401 with credentials: %s', async (credentials) => {
      const message = await provider.given.message(GIVEN_PHOTOS);
      expectProblem(await provider.readOfMessage(message, credentials), 401);
    });
  });
}
