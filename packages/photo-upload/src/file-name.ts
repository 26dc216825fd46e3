import { MAX_FILE_NAME_CHARACTERS } from '@photos/attachment-contract';

/**
 * What is kept of the name that a client gave a file: the base name without control characters,
 * as long as the contract allows. Given again, it is kept as it is.
 */
export function safeFileName(given: string): string {
  const baseName = given.split(/[/\\]/).at(-1) ?? '';
  const text = baseName
    .toWellFormed()
    .replace(/\p{Cc}/gu, '')
    .trim();
  // The cut may end in a space.
  const kept = Array.from(text).slice(0, MAX_FILE_NAME_CHARACTERS).join('').trimEnd();
  return /^\.*$/.test(kept) ? 'photo' : kept;
}
