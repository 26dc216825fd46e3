import pLimit from 'p-limit';
import { deletePhoto } from './actions/delete-photo.ts';
import { editCaption } from './actions/edit-caption.ts';
import { draft, postMessage } from './actions/post-message.ts';
import type { Device } from './device.ts';
import { anyOf } from './world.ts';

const CONCURRENCY = 8;
const MAX_PHOTOS = 7;
const SHARE_WITH_CAPTION = 0.15;
const SHARE_DELETED = 0.03;

export interface Seeded {
  messages: number;
  attachments: number;
  bytes: number;
}

/**
 * Gives the app a history, through its API: messages with and without photos, some of them with
 * captions, some deleted.
 *
 * @param onProgress is told how many photos are there
 */
export async function seed(
  devices: Device[],
  attachments: number,
  signal: AbortSignal,
  onProgress: (done: number) => void,
): Promise<Seeded> {
  const [{ around }] = devices as [Device];
  const { world } = around;
  const limit = pLimit(CONCURRENCY);
  const posts = sizesOfMessages(attachments).map((photos) =>
    limit(async () => {
      signal.throwIfAborted();
      const device = anyOf(devices) as Device;
      const conversation = anyOf(world.conversationsOf(device.handle));
      if (conversation === undefined) return;
      await postMessage(device, draft(device, conversation, photos));
      onProgress(world.photos.length);
    }),
  );
  await Promise.all(posts);
  const seeded = {
    messages: world.messageCount,
    attachments: world.photos.length,
    bytes: world.photos.reduce((sum, { byteSize }) => sum + byteSize, 0),
  };
  await Promise.all(
    world.photos.map((photo) => limit(() => age(devices, photo.message.sender, photo, signal))),
  );
  return seeded;
}

/** What time does to a photo: somebody describes it, or deletes it. */
async function age(
  devices: Device[],
  sender: string,
  photo: Parameters<typeof editCaption>[1],
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const device = devices.find(({ handle }) => handle === sender);
  if (device === undefined) return;
  if (Math.random() < SHARE_WITH_CAPTION) await editCaption(device, photo);
  if (Math.random() < SHARE_DELETED) await deletePhoto(device, photo);
}

/** How many photos each message has, a few messages being text only. */
function sizesOfMessages(attachments: number): number[] {
  const sizes: number[] = [];
  for (let left = attachments; left > 0; ) {
    const size = Math.min(left, Math.floor(Math.random() * (MAX_PHOTOS + 1)));
    sizes.push(size);
    left -= size;
  }
  return sizes;
}
