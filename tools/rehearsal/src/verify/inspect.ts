import type { Attachment } from '@photos/attachment-contract';
import type { Journal } from '../history/journal.ts';
import { fetchPhoto } from '../traffic/actions/fetch-photo.ts';
import { look } from '../traffic/actions/look.ts';
import type { Answer } from '../traffic/call.ts';
import type { Device } from '../traffic/device.ts';
import type { KnownPhoto } from '../traffic/world.ts';

export interface InspectOptions {
  /** Asks for the photo's metadata. */
  looking: Device;
  /** Asks for its bytes. */
  fetching: Device;
  /** What the pages of its conversation showed of it: to an old client, and to an up-to-date one. */
  shown: (Attachment | undefined)[];
  journal: Journal;
}

/** Looks at one photo when everything is at rest: wherever one looks, it must look the same. */
export async function inspect(photo: KnownPhoto, options: InspectOptions): Promise<void> {
  const { looking, fetching, shown, journal } = options;
  const answer = await look(looking, photo, true);
  await fetchPhoto(fetching, photo, true);
  const views = [...shown.map(textOf), textOfAnswer(answer)];
  const difference = `pages show ${views.slice(0, -1).join(' and ')}, its own route ${views.at(-1)}`;
  journal.note({
    type: 'compared',
    what: `attachment ${photo.id}`,
    ...(new Set(views).size === 1 ? {} : { difference }),
  });
}

/** A refusal other than 404, or no answer at all, is not the same as there being nothing. */
function textOfAnswer(answer: Answer<Attachment>): string {
  if (answer.type === 'value') return textOf(answer.value);
  if (answer.type === 'broken') return 'no usable answer';
  return answer.status === 404 ? textOf(undefined) : `a refusal, ${answer.status}`;
}

function textOf(attachment: Attachment | undefined): string {
  if (attachment === undefined) return 'nothing';
  return JSON.stringify(Object.entries(attachment).sort(([a], [b]) => (a < b ? -1 : 1)));
}
