import { expect, it } from '@jest/globals';
import { countedText } from '../src/text.ts';

it.each([
  [0, '0 requests'],
  [1, '1 request'],
  [1234, '1,234 requests'],
])('%d is counted as "%s"', (count, words) => {
  expect(countedText(count, 'request')).toBe(words);
});
