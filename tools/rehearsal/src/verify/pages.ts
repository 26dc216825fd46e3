import type { Attachment } from '@photos/attachment-contract';
import { readPage } from '../traffic/actions/read-page.ts';
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
  let before: string | undefined;
  do {
    signal.throwIfAborted();
    const cursor = before === undefined ? {} : { before };
    const query = { ...cursor, limit: PAGE_SIZE, atRest: true };
    const page = await readPage(device, conversation, query);
    for (const { attachments } of page?.items ?? []) shown.push(...attachments);
    before = page?.nextCursor ?? undefined;
  } while (before !== undefined);
  return shown;
}
