import { describe, expect, it } from '@jest/globals';
import type { Attachment } from '../schemas/attachment.ts';
import { expectAttachment } from './expectations.ts';
import { GIVEN_PHOTOS } from './given-photo.ts';
import type { AttachmentProvider } from './provider.ts';

export function describeEdits(provider: AttachmentProvider): void {
  describe('an edit', () => {
    it('changes the caption, version and time of change, and nothing else', async () => {
      const [before] = await givenAttachments(provider);
      await provider.given.editedCaption(before.id, 'Seen from the boat');
      const { version, updatedAt, ...after } = await read(provider, before.id);
      const { version: _, updatedAt: __, ...rest } = before;
      expect(after).toEqual({ ...rest, caption: 'Seen from the boat' });
      expect(BigInt(version)).toBeGreaterThan(BigInt(before.version));
      expect(Date.parse(updatedAt)).toBeGreaterThanOrEqual(Date.parse(before.updatedAt));
    });

    it('raises the version each time, even back to an earlier caption', async () => {
      let [current] = await givenAttachments(provider);
      for (const caption of ['one', 'two', 'one', '']) {
        await provider.given.editedCaption(current.id, caption);
        const next = await read(provider, current.id);
        expect(next.caption).toBe(caption);
        expect(BigInt(next.version)).toBeGreaterThan(BigInt(current.version));
        current = next;
      }
    });

    it('leaves the other attachments of the message alone', async () => {
      const [edited, other] = await givenAttachments(provider);
      await provider.given.editedCaption(edited.id, 'Seen from the boat');
      expect(await read(provider, other.id)).toEqual(other);
    });
  });
}

async function givenAttachments(provider: AttachmentProvider): Promise<[Attachment, Attachment]> {
  const { attachmentIds } = await provider.given.message(GIVEN_PHOTOS);
  const [first = '', second = ''] = attachmentIds;
  return [await read(provider, first), await read(provider, second)];
}

async function read(provider: AttachmentProvider, id: string): Promise<Attachment> {
  return expectAttachment(await provider.readOne(id, 'valid'));
}
