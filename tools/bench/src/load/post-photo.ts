import { makePhoto } from './photo.ts';
import type { User } from './user.ts';

/** Gives the request of an up-to-date app that posts a message with one photo of this size. */
export function postPhoto({ client, conversationId }: User, byteSize: number): () => Promise<void> {
  const content = new Blob([new Uint8Array(makePhoto(byteSize))]);
  const message = { body: 'A photo', photos: [{ fileName: 'photo.jpeg', content }] };
  return async () => {
    await client.messages.post(conversationId, message);
  };
}
