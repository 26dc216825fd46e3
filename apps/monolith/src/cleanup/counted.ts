/**
 * `1 row`, `1234 rows`.
 *
 * @param noun in the singular; its plural ends in an s
 */
export function counted(number: number, noun: string): string {
  return `${number} ${number === 1 ? noun : `${noun}s`}`;
}
