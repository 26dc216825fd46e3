import type { WriteEnded } from '../../history/event.ts';
import type { Answer } from '../call.ts';
import { type Device, unexpected } from '../device.ts';
import type { KnownMessage } from '../world.ts';

/** Deletes a message, and with it all its photos. */
export async function deleteMessage(device: Device, message: KnownMessage): Promise<void> {
  const { journal } = device.around;
  const now = performance.now();
  const deletedBefore = message.deleteBegan !== undefined;
  message.deleteBegan ??= now;
  const ends = message.photos.map((photo) => {
    photo.deleteBegan ??= now;
    return journal.beginWrite(device.name, photo.id, { type: 'delete' });
  });
  await device.do(
    (client) => client.messages.delete(message.id),
    (answer) => {
      const outcome = outcomeOf(answer);
      const problems = ends.flatMap((end) => end(outcome));
      if (outcome.type === 'acknowledged') message.deleted ??= answer.ended;
      if (problems.length > 0) return problems[0];
      if (outcome.type === 'refused' && !deletedBefore) return 'wrong answer: 404';
      return outcome.type === 'unknown' ? unexpected(answer) : undefined;
    },
  );
}

function outcomeOf(answer: Answer<void>): WriteEnded['outcome'] {
  if (answer.type === 'value') return { type: 'acknowledged' };
  if (answer.type === 'refused' && answer.status === 404) return { type: 'refused' };
  return { type: 'unknown' };
}
