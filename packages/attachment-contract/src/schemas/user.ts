import { z } from 'zod';
import {
  MAX_DISPLAY_NAME_CHARACTERS,
  MAX_PASSWORD_CHARACTERS,
  MIN_PASSWORD_CHARACTERS,
} from '../limits.ts';
import { Id } from './id.ts';
import { text } from './text.ts';
import { Time } from './time.ts';

/** The name that people call a user by; it is the same in upper and lower case. */
export const Handle = z
  .string()
  // Before it is lower-cased: some letters of other scripts become ASCII by that.
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    'must be 1 to 64 letters, digits, dots, dashes or underscores, and start with a letter or digit',
  )
  .toLowerCase();

const DisplayName = text({ min: 1, max: MAX_DISPLAY_NAME_CHARACTERS });

export const User = z
  .object({ id: Id, handle: Handle, displayName: DisplayName, createdAt: Time })
  .meta({ id: 'User' });
export type User = z.infer<typeof User>;

/** Body of `POST /api/users`. */
export const NewUser = z
  .object({
    handle: Handle,
    displayName: DisplayName,
    password: text({ min: MIN_PASSWORD_CHARACTERS, max: MAX_PASSWORD_CHARACTERS }),
  })
  .meta({ id: 'NewUser' });
export type NewUser = z.infer<typeof NewUser>;
