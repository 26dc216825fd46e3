import type { Device } from '../device.ts';
import { type Draft, prepare, send } from './post-message.ts';

/**
 * Begins to post a message, and gives up before it is answered. Whether the message is there
 * afterwards is open; but no half of it may be left.
 */
export async function giveUpPost(device: Device, message: Draft): Promise<void> {
  const photos = await Promise.all(message.serials.map((serial) => prepare(device, serial)));
  const patience = AbortSignal.timeout(Math.floor(Math.random() * 30));
  await device.do(
    (client) => send(client, message, photos),
    // Too late to give up: then nobody knows this message, which changes nothing for the others.
    () => undefined,
    patience,
  );
}
