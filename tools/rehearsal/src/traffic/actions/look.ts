import { type Device, unexpected } from '../device.ts';
import { exposeRefusal } from '../expose-refusal.ts';
import { sawOf } from '../judge-message.ts';
import type { KnownPhoto } from '../world.ts';

/** Reads one photo's metadata. A 404 is right if it may be deleted; the checker knows. */
export async function look(device: Device, photo: KnownPhoto, atRest = false) {
  const { journal } = device.around;
  return device.do(
    (client) => client.attachments.get(photo),
    (answer) => {
      exposeRefusal(answer, photo, atRest);
      if (answer.type === 'value') {
        if (answer.value.id !== photo.id) return 'wrong answer: another attachment';
        return journal.read(device.name, photo.id, answer, sawOf(answer.value), atRest)[0];
      }
      if (answer.type === 'refused' && answer.status === 404) {
        return journal.read(device.name, photo.id, answer, { type: 'missing' }, atRest)[0];
      }
      return unexpected(answer);
    },
  );
}
