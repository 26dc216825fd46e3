/** Numbers as people write and read them. */

export function kibibytes(count: number): number {
  return count * 1024;
}

export function mebibytes(count: number): number {
  return kibibytes(count) * 1024;
}

/** "5.1 KiB", "120 KiB", "1.9 MiB", "2.3 GiB". */
export function sizeText(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  let [value, unit] = [bytes, 0];
  while (value >= 1024 && unit < units.length - 1) [value, unit] = [value / 1024, unit + 1];
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

/** "1,234". */
export function countText(count: number): string {
  return count.toLocaleString('en-US');
}

/**
 * "1 check", "1,234 checks".
 *
 * @param noun in the singular; its plural ends in an s
 */
export function countedText(count: number, noun: string): string {
  return `${countText(count)} ${count === 1 ? noun : `${noun}s`}`;
}

/** "3 read-cutover"; "← 3 read-cutover" for a phase that was gone back to. */
export function phaseText(phase: { number: number; name: string; undoes?: number }): string {
  return `${phase.undoes === undefined ? '' : '← '}${phase.number} ${phase.name}`;
}

/** "850 ms", "12.3 s", "2 min 05 s". */
export function durationText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}
