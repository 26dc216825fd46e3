import { z } from 'zod';

/**
 * Text that every store can hold unchanged: no NUL (PostgreSQL's `text` refuses it) and no half
 * of a surrogate pair (it has no UTF-8). Its length is counted in code points, as JSON Schema
 * does, so that an emoji is one character.
 *
 * @param limits least and most code points
 * @param string what is done to it before
 */
export function text({ min = 0, max }: { min?: number; max: number }, string = z.string()) {
  return string
    .refine(
      (value) => !value.includes('\0') && value.isWellFormed(),
      'has characters that are not text',
    )
    .refine((value) => codePoints(value) >= min, `must have at least ${min} characters`)
    .refine((value) => codePoints(value) <= max, `must have at most ${max} characters`)
    .meta({ minLength: min, maxLength: max });
}

function codePoints(value: string): number {
  return Array.from(value).length;
}
