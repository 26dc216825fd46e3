import type { Device } from '../device.ts';
import type { KnownConversation } from '../world.ts';

/** Posts a file that is no photo, whatever its name says. It is refused, and must leave nothing. */
export async function sendWrongFile(
  device: Device,
  conversation: KnownConversation,
): Promise<void> {
  const serial = device.around.world.nextSerial();
  const content = new Blob([`No photo, but a text, number ${serial}. `.repeat(50)]);
  const photos = [{ fileName: 'holiday.jpeg', content }];
  await device.do(
    (client) => client.messages.post(conversation.id, { body: 'Look at this', photos }),
    (answer) => {
      if (answer.type === 'broken') return undefined;
      const status = answer.type === 'refused' ? answer.status : 201;
      return status === 415 ? undefined : `wrong answer: ${status} instead of 415`;
    },
  );
}
