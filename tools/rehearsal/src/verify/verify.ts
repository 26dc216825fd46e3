import type { Attachment } from '@photos/attachment-contract';
import type { Stack } from '@photos/local-stack';
import pLimit from 'p-limit';
import type { AppMetrics } from '../app-metrics.ts';
import type { Journal } from '../history/journal.ts';
import { countedText } from '../text.ts';
import type { Generation } from '../traffic/device.ts';
import type { People } from '../traffic/people.ts';
import type { KnownConversation, World } from '../traffic/world.ts';
import { compareWithBucket } from './bucket.ts';
import { inspect } from './inspect.ts';
import { readPages } from './pages.ts';
import { waitForRest } from './rest.ts';

const CONCURRENCY = 8;

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
 * Looks at everything once more when the traffic has ended: at each conversation's pages as an old
 * and as an up-to-date client, at each photo's metadata as the one and at its bytes as the other, by
 * turns, and at each object in the bucket.
 *
 * @returns how many photos and objects there were to look at
 */
export async function verify(options: VerifyOptions): Promise<{ photos: number; objects: number }> {
  const { world, onProgress } = options;
  onProgress('waiting until nothing is under way');
  await waitForRest(options);
  const sizes = new Map<string, number>();
  let inspected = 0;
  const onInspected = () => {
    inspected += 1;
    if (inspected % 50 === 0)
      onProgress(`${inspected} of ${countedText(world.photos.length, 'photo')} looked at`);
  };
  for (const conversation of world.conversations) {
    const shown = await inspectConversation(conversation, { ...options, onInspected });
    for (const { id, byteSize } of shown) sizes.set(id, byteSize);
  }
  onProgress('comparing with the bucket');
  const objects = await compareWithBucket({ ...options, sizes });
  return { photos: world.photos.length, objects };
}

/** Gives the attachments that users can see in the conversation. */
async function inspectConversation(
  conversation: KnownConversation,
  { people, journal, signal, onInspected }: VerifyOptions & { onInspected(): void },
): Promise<Attachment[]> {
  const view = async (generation: Generation) => {
    const device = people.inspector(generation, conversation.members);
    const attachments = await readPages(device, conversation, signal);
    return { device, shown: new Map(attachments.map((one) => [one.id, one])) };
  };
  const old = await view('old');
  const updated = await view('new');
  const photos = conversation.messages.flatMap((message) => message.photos);
  const limit = pLimit(CONCURRENCY);
  await limit.map(photos, async (photo, index) => {
    signal.throwIfAborted();
    const [looking, fetching] = index % 2 === 0 ? [old, updated] : [updated, old];
    await inspect(photo, {
      looking: looking.device,
      fetching: fetching.device,
      shown: [old.shown.get(photo.id), updated.shown.get(photo.id)],
      journal,
    });
    onInspected();
  });
  return [...old.shown.values(), ...updated.shown.values()];
}
