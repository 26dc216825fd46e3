/** "1 photo", "3 photos". */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

const listFormat = new Intl.ListFormat('en-GB', { style: 'long', type: 'conjunction' });

/** "Ann, Bo and Cem" in the way English writes it. */
export function listOf(names: string[]): string {
  return listFormat.format(names);
}

/** Up to two letters that stand for a name. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const picked = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return picked
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toLocaleUpperCase();
}

/** Handles as people type them: separated by spaces or commas, perhaps with an @. */
export function parseHandles(text: string): string[] {
  const handles = text
    .split(/[\s,;]+/)
    .map((handle) => handle.replace(/^@/, '').toLowerCase())
    .filter((handle) => handle !== '');
  return [...new Set(handles)];
}
