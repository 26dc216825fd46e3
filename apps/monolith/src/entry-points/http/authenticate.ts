import { SESSION_COOKIE, type User } from '@photos/attachment-contract';
import { unauthorized } from '@photos/service-kit';
import type { Request } from 'express';
import type { Sessions } from '../../domain/sessions.ts';

/** Finds out who sent a request. */
export type Authenticate = (req: Request) => Promise<User>;

/** Takes the token from `Authorization: Bearer`, else from the session's cookie. Throws Problem 401. */
export function authenticateBy(sessions: Sessions): Authenticate {
  return async (req) => {
    const token = bearerToken(req) ?? cookieToken(req);
    if (token === undefined) throw unauthorized();
    return sessions.authenticate(token);
  };
}

function bearerToken(req: Request): string | undefined {
  return /^bearer +(\S+) *$/i.exec(req.get('authorization') ?? '')?.[1];
}

function cookieToken(req: Request): string | undefined {
  const cookies = (req.get('cookie') ?? '').split(';').map((cookie) => cookie.trim());
  const session = cookies.find((cookie) => cookie.startsWith(`${SESSION_COOKIE}=`));
  return session?.slice(SESSION_COOKIE.length + 1);
}
