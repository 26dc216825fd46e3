import type { Attachment } from '@photos/attachment-contract';
import type { Stack } from '@photos/local-stack';
import pLimit from 'p-limit';
import type { AppMetrics } from '../app-metrics.ts';
import type { Journal } from '../history/journal.ts';
import type { Device, Generation } from '../traffic/device.ts';
import type { People } from '../traffic/people.ts';
import type { World } from '../traffic/world.ts';
import { compareWithBucket } from './bucket.ts';
import { inspect } from './inspect.ts';
import { readPages } from './pages.ts';
import { waitForRest } from './rest.ts';

const CONCURRENCY = 8;
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

/** What one of the two inspectors of a conversation sees there. */
interface View {
  device: Device;
  /** The attachments on its pages, by id. */
  shown: Map<string, Attachment>;
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
  onProgress('reading the conversations');
  const views = await readConversations(options);
  await inspectPhotos(views, options);
  onProgress('comparing with the bucket');
  const objects = await compareWithBucket({ ...options, sizes: sizesIn(views) });
  return { photos: world.photos.length, objects };
}

/** Gives what an old and an up-to-date client see in each conversation, by its id. */
async function readConversations(options: VerifyOptions): Promise<Map<string, View[]>> {
  const { people, world, signal } = options;
  const views = new Map<string, View[]>();
  for (const conversation of world.conversations) {
    const both: View[] = [];
    for (const generation of GENERATIONS) {
      const device = people.inspector(generation, conversation.members);
      const attachments = await readPages(device, conversation, signal);
      both.push({ device, shown: new Map(attachments.map((one) => [one.id, one])) });
    }
    views.set(conversation.id, both);
  }
  return views;
}

async function inspectPhotos(views: Map<string, View[]>, options: VerifyOptions): Promise<void> {
  const { world, journal, signal, onProgress } = options;
  const limit = pLimit(CONCURRENCY);
  let done = 0;
  await Promise.all(
    world.photos.map((photo, index) =>
      limit(async () => {
        signal.throwIfAborted();
        const [old, updated] = views.get(photo.conversationId) as [View, View];
        await inspect(photo, {
          looking: index % 2 === 0 ? old.device : updated.device,
          fetching: index % 2 === 0 ? updated.device : old.device,
          shown: [old.shown.get(photo.id), updated.shown.get(photo.id)],
          journal,
        });
        done += 1;
        if (done % 50 === 0) onProgress(`${done} of ${world.photos.length} photos looked at`);
      }),
    ),
  );
}

/** Of every attachment that users can see. */
function sizesIn(views: Map<string, View[]>): Map<string, number> {
  const shown = [...views.values()].flat().flatMap((view) => [...view.shown.values()]);
  return new Map(shown.map(({ id, byteSize }) => [id, byteSize]));
}
