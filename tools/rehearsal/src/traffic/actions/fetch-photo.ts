import type { Saw } from '../../history/event.ts';
import { sha256 } from '../../history/sha256.ts';
import type { Answer } from '../call.ts';
import { type Device, unexpected } from '../device.ts';
import { exposeRefusal } from '../expose-refusal.ts';
import type { KnownPhoto } from '../world.ts';

/** What came of asking for bytes. */
interface Content {
  status: number;
  headers: Headers;
  bytes: Uint8Array;
}

/** Fetches a photo, and compares its bytes with those that were sent. */
export async function fetchPhoto(device: Device, photo: KnownPhoto, atRest = false): Promise<void> {
  await fetchContent(device, photo, {}, atRest, ({ status, headers, bytes }) => {
    if (status !== 200) return `wrong answer: ${status} instead of 200`;
    const tag = `"${photo.sha256}"`;
    if (headers.get('etag') !== tag) return `wrong answer: ETag: ${headers.get('etag')}`;
    if (headers.get('content-type') !== photo.contentType) {
      return `wrong answer: Content-Type: ${headers.get('content-type')}`;
    }
    return { type: 'bytes', sha256: sha256(bytes), expected: photo.sha256 };
  });
}

/** Fetches part of a photo, such as a download that goes on after a break. */
export async function fetchRange(device: Device, photo: KnownPhoto): Promise<void> {
  const original = await device.around.photos.pick(photo.serial).bytes();
  const from = Math.floor(Math.random() * original.length);
  const to = Math.min(original.length - 1, from + Math.floor(Math.random() * original.length));
  const part = original.subarray(from, to + 1);
  const options = { range: `bytes=${from}-${to}` };
  await fetchContent(device, photo, options, false, ({ status, headers, bytes }) => {
    if (status !== 206) return `wrong answer: ${status} instead of 206`;
    const range = headers.get('content-range');
    const expected = `bytes ${from}-${to}/${original.length}`;
    if (range !== expected) return `wrong answer: Content-Range: ${range}, not ${expected}`;
    return { type: 'bytes', sha256: sha256(bytes), expected: sha256(part) };
  });
}

/** Asks whether a photo that the device still has is the current one. */
export async function revalidate(device: Device, photo: KnownPhoto): Promise<void> {
  const options = { ifNoneMatch: `"${photo.sha256}"` };
  await fetchContent(device, photo, options, false, ({ status }) => {
    if (status !== 304) return `wrong answer: ${status} instead of 304`;
    return { type: 'bytes', sha256: photo.sha256, expected: photo.sha256 };
  });
}

async function fetchContent(
  device: Device,
  photo: KnownPhoto,
  options: { range?: string; ifNoneMatch?: string },
  atRest: boolean,
  inspect: (content: Content) => Saw | string,
): Promise<void> {
  const judge = (answer: Answer<Content>): string | undefined => {
    exposeRefusal(answer, photo, atRest);
    const saw = sawIn(answer, inspect);
    if (saw === undefined || typeof saw === 'string') return saw ?? unexpected(answer);
    return device.around.journal.read(device.name, photo.id, answer, saw, atRest)[0];
  };
  await device.do(async (client) => {
    const response = await client.attachments.content(photo, options);
    const bytes = new Uint8Array(await response.arrayBuffer());
    return { status: response.status, headers: response.headers, bytes };
  }, judge);
}

function sawIn(
  answer: Answer<Content>,
  inspect: (content: Content) => Saw | string,
): Saw | string | undefined {
  if (answer.type === 'value') return inspect(answer.value);
  if (answer.type === 'refused' && answer.status === 404) return { type: 'missing' };
  return undefined;
}
