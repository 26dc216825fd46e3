import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { expectAttachment, expectProblem } from './expectations.ts';
import { GIVEN_PHOTOS } from './given-photo.ts';
import type { AttachmentProvider } from './provider.ts';

const MALFORMED_IDS = ['42', 'not-a-uuid', `${randomUUID()}0`];

export function describeReadingOne(provider: AttachmentProvider): void {
  describe('reading one attachment', () => {
    it('gives back what was given', async () => {
      const { uploaderId, attachmentIds, ...ref } = await provider.given.message(GIVEN_PHOTOS);
      for (const [position, { content: _, ...facts }] of GIVEN_PHOTOS.entries()) {
        const id = attachmentIds[position] ?? '';
        const attachment = expectAttachment(await provider.readOne(id, 'valid'));
        expect(attachment).toMatchObject({ ...facts, ...ref, id, uploaderId, position });
      }
    });

    it('is 404 for an unknown id', async () => {
      expectProblem(await provider.readOne(randomUUID(), 'valid'), 404);
    });

    it.each(MALFORMED_IDS)('is 422 for the malformed id %s, and names the field', async (id) => {
      const { errors } = expectProblem(await provider.readOne(id, 'valid'), 422);
      expect(errors).toEqual({ id: expect.arrayContaining([expect.any(String)]) });
    });

    it('is 404 once the attachment is deleted', async () => {
      const { attachmentIds } = await provider.given.message(GIVEN_PHOTOS);
      const [id = ''] = attachmentIds;
      await provider.given.deletedAttachment(id);
      expectProblem(await provider.readOne(id, 'valid'), 404);
    });

    it.each(['none', 'made-up'] as const)('is 401 with credentials: %s', async (credentials) => {
      const { attachmentIds } = await provider.given.message(GIVEN_PHOTOS);
      expectProblem(await provider.readOne(attachmentIds[0] ?? '', credentials), 401);
    });
  });
}
