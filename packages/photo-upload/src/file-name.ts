import { MAX_FILE_NAME_CHARACTERS } from '@photos/attachment-contract';

/**
 * What is kept of the name that a client gave a file: the base name without control characters,
 * as long as the contract allows.
 */
export function safeFileName(given: string): string {
  const baseName = given.split(/[/\\]/).at(-1) ?? '';
  const text = baseName
    .toWellFormed()
    .replace(/\p{Cc}/gu, '')
    .trim();
  return Array.from(text).slice(0, MAX_FILE_NAME_CHARACTERS).join('') || 'photo';
}
