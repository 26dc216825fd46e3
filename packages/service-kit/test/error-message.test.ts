import { describe, expect, it } from '@jest/globals';
import { errorMessage } from '../src/index.ts';

const refused = Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' });

describe('an error in words', () => {
  it.each([
    ['its message', new Error('too late'), 'too late'],
    ['its code, for want of a message', refused, 'ECONNREFUSED'],
    ['its name, for want of both', new TypeError(''), 'TypeError'],
    [
      'that of its causes too',
      new Error('a', { cause: new Error('b', { cause: refused }) }),
      'a: b: ECONNREFUSED',
    ],
    ['no cause that it tells itself', new Error('no b', { cause: new Error('b') }), 'no b'],
    [
      'not where Prisma was called',
      new Error('\nInvalid `prisma.$queryRaw()` invocation:\n\n\nGone'),
      'Gone',
    ],
    ['whatever was thrown', 'no error at all', 'no error at all'],
  ])('is %s', (_what, error, words) => {
    expect(errorMessage(error)).toBe(words);
  });
});
