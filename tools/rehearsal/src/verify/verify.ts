import type { Stack } from '@photos/local-stack';
import pLimit from 'p-limit';
import type { AppMetrics } from '../app-metrics.ts';
import type { Journal } from '../history/journal.ts';
import { fetchPhoto } from '../traffic/actions/fetch-photo.ts';
import { look } from '../traffic/actions/look.ts';
import { readPage } from '../traffic/actions/read-page.ts';
import type { Answer } from '../traffic/call.ts';
import type { Device, Generation } from '../traffic/device.ts';
import type { People } from '../traffic/people.ts';
import type { KnownConversation, KnownPhoto, World } from '../traffic/world.ts';
import { compareWithBucket } from './bucket.ts';
import { waitForRest } from './rest.ts';

const CONCURRENCY = 8;
const PAGE_SIZE = 100;
const GENERATIONS: Generation[] = ['old', 'new'];

export interface VerifyOptions {
  stack: Stack;
  metrics: AppMetrics;
  people: People;
  world: World;
  journal: Journal;
  signal: AbortSignal;
  /** How long the apps may keep the object of an upload that was never finished. */
  uploadGraceMs: number;
  onProgress(activity: string): void;
}

/**
 * Looks at everything once more when the traffic has ended, as an old and as an up-to-date client:
 * each conversation's pages, each photo's metadata and bytes, and each object in the bucket.
 *
 * @returns how many photos and objects there were to look at
 */
export async function verify(options: VerifyOptions): Promise<{ photos: number; objects: number }> {
  const { world, signal, onProgress } = options;
  onProgress('waiting until nothing is under way');
  await waitForRest(options);
  const sizes = new Map<string, number>();
  for (const conversation of world.conversations) {
    for (const device of inspectorsOf(conversation, options)) {
      signal.throwIfAborted();
      for (const [id, byteSize] of await readAll(device, conversation)) sizes.set(id, byteSize);
    }
  }
  await inspectPhotos(options);
  onProgress('comparing with the bucket');
  const objects = await compareWithBucket({ ...options, sizes });
  return { photos: world.photos.length, objects };
}

/** Reads a conversation from its newest message to its first. Gives the attachments it showed. */
async function readAll(
  device: Device,
  conversation: KnownConversation,
): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  let before: string | undefined;
  do {
    const cursor = before === undefined ? {} : { before };
    const page = await readPage(device, conversation, {
      ...cursor,
      limit: PAGE_SIZE,
      atRest: true,
    });
    for (const { attachments } of page?.items ?? []) {
      for (const { id, byteSize } of attachments) sizes.set(id, byteSize);
    }
    before = page?.nextCursor ?? undefined;
  } while (before !== undefined);
  return sizes;
}

async function inspectPhotos(options: VerifyOptions): Promise<void> {
  const { world, signal, onProgress } = options;
  const limit = pLimit(CONCURRENCY);
  const inspectors = new Map(
    world.conversations.map((one) => [one.id, inspectorsOf(one, options)] as const),
  );
  let done = 0;
  await Promise.all(
    world.photos.map((photo) =>
      limit(async () => {
        signal.throwIfAborted();
        const devices = inspectors.get(photo.conversationId);
        if (devices !== undefined) await inspect(photo, devices, options.journal);
        done += 1;
        if (done % 50 === 0) onProgress(`${done} of ${world.photos.length} photos looked at`);
      }),
    ),
  );
}

/** Both kinds of clients must see the same of a photo. */
async function inspect(
  photo: KnownPhoto,
  [old, updated]: [Device, Device],
  journal: Journal,
): Promise<void> {
  const [seenByOld, seenByNew] = [await look(old, photo, true), await look(updated, photo, true)];
  await fetchPhoto(old, photo, true);
  await fetchPhoto(updated, photo, true);
  const [first, second] = [summary(seenByOld), summary(seenByNew)];
  journal.note({
    type: 'compared',
    what: `attachment ${photo.id}`,
    ...(first === second ? {} : { difference: `an old client sees ${first}, a new one ${second}` }),
  });
}

function summary(answer: Answer<object>): string {
  if (answer.type === 'value') {
    return JSON.stringify(Object.entries(answer.value).sort(([a], [b]) => (a < b ? -1 : 1)));
  }
  return answer.type === 'refused' ? String(answer.status) : 'no answer';
}

function inspectorsOf({ members }: KnownConversation, { people }: VerifyOptions): [Device, Device] {
  return GENERATIONS.map((generation) => people.inspector(generation, members)) as [Device, Device];
}
