import { type Device, unexpected } from '../device.ts';
import { judgeMessage } from '../judge-message.ts';
import type { KnownMessage } from '../world.ts';
import { prepare, send } from './post-message.ts';

/** Posts a message once more with the same key, as an app does that missed the first answer. */
export async function replayPost(device: Device, message: KnownMessage): Promise<void> {
  const serials = message.photos.map(({ serial }) => serial);
  const photos = await Promise.all(serials.map((serial) => prepare(device, serial)));
  await device.do(
    (client) => send(client, { ...message, serials }, photos),
    (answer) => {
      if (answer.type === 'value') {
        if (answer.value.id !== message.id) return 'wrong answer: a replay made another message';
        return judgeMessage(device, message, answer.value, answer)[0];
      }
      const gone = answer.type === 'refused' && answer.status === 410;
      return gone && message.deleteBegan !== undefined ? undefined : unexpected(answer);
    },
  );
}
