import { randomUUID } from 'node:crypto';
import type { AttachmentSnapshot } from '@photos/attachment-contract/internal';
import type { Stack } from '@photos/local-stack';

export type Snapshot = AttachmentSnapshot;

export const mergePath = '/internal/attachments/merge';

export function sampleSnapshot(changes: Partial<Snapshot> = {}): Snapshot {
  return {
    id: randomUUID(),
    messageId: '0190a000-0000-7000-8000-0000000000d0',
    conversationId: '0190a000-0000-7000-8000-0000000000e0',
    uploaderId: '0190a000-0000-7000-8000-0000000000f0',
    position: 0,
    fileName: 'photo.jpg',
    contentType: 'image/jpeg',
    byteSize: 1024,
    sha256: '0'.repeat(64),
    caption: '',
    version: '1000',
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
    deletedAt: null,
    ...changes,
  };
}

/** Sends a merge request to the media service, as the monolith does. */
export async function mergeInto(stack: Stack, snapshots: unknown): Promise<Response> {
  return await fetch(stack.internalUrl('media-service') + mergePath, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${stack.serviceToken}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ snapshots }),
  });
}
