import { z } from 'zod';
import { MAX_PASSWORD_CHARACTERS } from '../limits.ts';
import { text } from './text.ts';
import { User } from './user.ts';

/** Name of the cookie that carries a session's token. */
export const SESSION_COOKIE = 'session';

/** A user who is signed in. The token goes into `Authorization: Bearer`; the cookie has it too. */
export const Session = z.object({ token: z.string().min(1), user: User }).meta({ id: 'Session' });
export type Session = z.infer<typeof Session>;

/**
 * Body of `POST /api/sessions`. It asks less of handle and password than signing up does: what
 * nobody can have signed up with is wrong (401), not malformed (422).
 */
export const Credentials = z
  .object({
    handle: text({ max: 256 }).toLowerCase(),
    password: text({ max: MAX_PASSWORD_CHARACTERS }),
  })
  .meta({ id: 'Credentials' });
export type Credentials = z.infer<typeof Credentials>;
