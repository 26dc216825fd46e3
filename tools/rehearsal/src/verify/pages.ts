import type { Attachment } from '@photos/attachment-contract';
import { type Place, readPage } from '../traffic/actions/read-page.ts';
import type { Device } from '../traffic/device.ts';
import type { KnownConversation } from '../traffic/world.ts';

const PAGE_SIZE = 100;

/** Reads a conversation from its newest message to its first. Gives the attachments it shows. */
export async function readPages(
  device: Device,
  conversation: KnownConversation,
  signal: AbortSignal,
): Promise<Attachment[]> {
  const shown: Attachment[] = [];
  let before: Place | undefined;
  let left = true;
  while (left) {
    signal.throwIfAborted();
    const cursor = before === undefined ? {} : { before };
    const query = { ...cursor, limit: PAGE_SIZE, atRest: true };
    const page = await readPage(device, conversation, query);
    for (const { attachments } of page?.items ?? []) shown.push(...attachments);
    const last = page?.items.at(-1);
    // A server that gives the same page again has been found out by now.
    left = page?.nextCursor != null && last !== undefined && last.id !== before?.id;
    before = last;
  }
  return shown;
}
