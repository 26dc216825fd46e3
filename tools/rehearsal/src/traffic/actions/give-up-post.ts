import type { Device } from '../device.ts';
import { type Draft, postMessage } from './post-message.ts';

const MAX_PATIENCE_MS = 30;

/**
 * Begins to post a message, and gives up soon. Whether the message is there afterwards is open,
 * unless it was acknowledged before; but no half of it may be left.
 */
export async function giveUpPost(device: Device, message: Draft): Promise<void> {
  await postMessage(
    device,
    message,
    AbortSignal.timeout(Math.floor(Math.random() * MAX_PATIENCE_MS)),
  );
}
