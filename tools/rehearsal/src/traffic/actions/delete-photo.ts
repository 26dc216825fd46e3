import { type Device, unexpected } from '../device.ts';
import type { KnownPhoto } from '../world.ts';

/** Deletes one photo of a message. A 404 is right if it may be deleted already. */
export async function deletePhoto(device: Device, photo: KnownPhoto): Promise<void> {
  photo.deleteBegan ??= performance.now();
  const end = device.around.journal.beginWrite(device.name, photo.id, { type: 'delete' });
  await device.do(
    (client) => client.attachments.delete(photo),
    (answer) => {
      if (answer.type === 'value') return end({ type: 'acknowledged' })[0];
      if (answer.type === 'refused' && answer.status === 404) return end({ type: 'refused' })[0];
      return end({ type: 'unknown' })[0] ?? unexpected(answer);
    },
  );
}
