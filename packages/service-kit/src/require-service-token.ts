import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { unauthorized } from './problem.ts';

/**
 * Lets only services in: those that show the token as Bearer (RFC 6750).
 *
 * Digests are compared, since `timingSafeEqual` wants equal lengths and a token's length is nobody's
 * business either.
 */
export function requireServiceToken(token: string): RequestHandler {
  const expected = digest(`Bearer ${token}`);
  return (req, _res, next) => {
    const shown = digest(req.get('authorization') ?? '');
    next(
      timingSafeEqual(shown, expected) ? undefined : unauthorized('Only services may ask this.'),
    );
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
