import type { Attachment } from '@photos/attachment-contract';
import { makePhoto } from './photo.ts';
import type { User } from './user.ts';

const photosPerMessage = 2;

/** Posts a page of messages with two photos of 50 KiB each, as an up-to-date app does. */
export async function seedPage(user: User, messages: number): Promise<Attachment[]> {
  const content = new Blob([new Uint8Array(makePhoto(50 * 1024))]);
  const photos = Array.from({ length: photosPerMessage }, (_, index) => ({
    fileName: `photo-${index}.jpeg`,
    content,
  }));
  const attachments: Attachment[] = [];
  for (let count = 0; count < messages; count++) {
    const message = await user.client.messages.post(user.conversationId, { body: 'Two', photos });
    attachments.push(...message.attachments);
  }
  return attachments;
}
