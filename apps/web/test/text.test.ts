import { describe, expect, it } from '@jest/globals';
import { formatBytes } from '../src/lib/bytes.ts';
import { dayName } from '../src/lib/dates.ts';
import { initials, listOf, parseHandles } from '../src/lib/text.ts';

describe('words for people', () => {
  it.each([
    [500, '500 B'],
    [2048, '2 KB'],
    [1.5 * 1024 * 1024, '1.5 MB'],
    [2 * 1024 * 1024, '2 MB'],
    [22.4 * 1024 * 1024, '22 MB'],
  ])('says %d bytes as %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  it.each([
    ['@Ann, bo;cem', ['ann', 'bo', 'cem']],
    ['ann ann', ['ann']],
    ['  ', []],
  ])('reads handles out of "%s"', (text, handles) => expect(parseHandles(text)).toEqual(handles));

  it.each([
    ['Ann Baker', 'AB'],
    ['ann', 'A'],
    ['Ana de la Cruz', 'AC'],
    ['📷 Club', '📷C'],
  ])('shortens %s to %s', (name, letters) => expect(initials(name)).toBe(letters));

  it('lists names', () => expect(listOf(['You', 'Ann', 'Bo'])).toBe('You, Ann and Bo'));

  it('names days from the point of view of now', () => {
    const now = new Date(2026, 2, 29, 0, 30);
    const at = (day: number, hour: number) => new Date(2026, 2, day, hour).toISOString();
    expect(dayName(at(29, 0), now)).toBe('Today');
    expect(dayName(at(28, 23), now)).toBe('Yesterday');
    expect(dayName(at(22, 12), now)).not.toBe(dayName(at(15, 12), now));
  });
});
