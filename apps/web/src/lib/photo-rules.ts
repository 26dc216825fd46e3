import { MAX_PHOTO_BYTES, MAX_PHOTOS, PHOTO_CONTENT_TYPES } from '@photos/attachment-contract';
import { formatBytes } from './bytes.ts';

/**
 * What the file chooser offers; the server looks at the bytes. The endings are for browsers that
 * don't know these types.
 */
export const ACCEPTED_TYPES = [...PHOTO_CONTENT_TYPES, '.heic', '.heif', '.avif'].join(',');

const TYPES_IN_WORDS = 'JPEG, PNG, WebP, GIF, AVIF or HEIC';

/**
 * Sorts out what surely can't be sent before a byte is uploaded. A file whose type the browser
 * doesn't know goes through: the server decides by its bytes.
 *
 * @param files what the user picked, dropped or pasted
 * @param alreadyChosen how many photos the message has so far
 * @returns the files to send, and for each other one a sentence that says what to do
 */
export function sortFiles(
  files: File[],
  alreadyChosen: number,
): { accepted: File[]; refusals: string[] } {
  const accepted: File[] = [];
  const refusals: string[] = [];
  let beyond = 0;
  for (const file of files) {
    const refusal = refusalOf(file);
    if (refusal !== undefined) refusals.push(refusal);
    else if (alreadyChosen + accepted.length < MAX_PHOTOS) accepted.push(file);
    else beyond += 1;
  }
  if (beyond > 0) {
    refusals.push(
      `A message takes up to ${MAX_PHOTOS} photos. ${beyond} left out: send ${beyond === 1 ? 'it' : 'them'} in another message.`,
    );
  }
  return { accepted, refusals };
}

function refusalOf(file: File): string | undefined {
  if (file.type !== '' && !file.type.startsWith('image/')) {
    return `“${file.name}” isn't a photo. Choose a ${TYPES_IN_WORDS} file.`;
  }
  if (file.type === 'image/svg+xml') {
    return `“${file.name}” is a drawing, not a photo. Choose a ${TYPES_IN_WORDS} file.`;
  }
  if (file.size === 0) return `“${file.name}” is empty. Choose another file.`;
  if (file.size > MAX_PHOTO_BYTES) {
    return `“${file.name}” is ${formatBytes(file.size)}. The most is ${formatBytes(MAX_PHOTO_BYTES)}: make it smaller and add it again.`;
  }
  return undefined;
}
