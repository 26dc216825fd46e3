import { expect, it } from '@jest/globals';
import { counted } from '../src/console/progress.ts';

it.each([
  [0, '0 rows'],
  [0.4, '0 rows'],
  [1, '1 row'],
  [1.2, '1 row'],
  [1234, '1,234 rows'],
])('%d is counted as "%s"', (number, words) => {
  expect(counted(number, 'row')).toBe(words);
});
