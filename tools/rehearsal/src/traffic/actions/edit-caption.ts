import { type Device, unexpected } from '../device.ts';
import type { KnownPhoto } from '../world.ts';

/** Gives a photo a caption that no photo ever had. */
export async function editCaption(device: Device, photo: KnownPhoto): Promise<void> {
  const { journal, world } = device.around;
  const caption = `Caption ${world.nextSerial()} by ${device.name} ☀️`;
  const end = journal.beginWrite(device.name, photo.id, { type: 'edit', caption });
  await device.do(
    (client) => client.attachments.setCaption(photo, caption),
    (answer) => {
      if (answer.type === 'value') {
        const { caption, version } = answer.value;
        return end({ type: 'acknowledged', caption, version })[0];
      }
      if (answer.type === 'refused' && answer.status === 404) return end({ type: 'refused' })[0];
      return end({ type: 'unknown' })[0] ?? unexpected(answer);
    },
  );
}
