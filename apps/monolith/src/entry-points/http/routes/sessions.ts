import { Credentials, SESSION_COOKIE } from '@photos/attachment-contract';
import { readJson } from '@photos/service-kit';
import type { CookieOptions, Express, Request } from 'express';
import { SESSION_SECONDS, type Sessions } from '../../../domain/sessions.ts';
import type { Authenticate } from '../authenticate.ts';

export interface SessionRoutesOptions {
  authenticate: Authenticate;
  sessions: Sessions;
}

export function sessionRoutes(
  app: Express,
  { authenticate, sessions }: SessionRoutesOptions,
): void {
  app.post('/api/sessions', async (req, res) => {
    const session = await sessions.signIn(await readJson(req, res, Credentials));
    const maxAge = SESSION_SECONDS * 1_000;
    res.cookie(SESSION_COOKIE, session.token, { ...cookieOptions(req), maxAge });
    res.status(201).json(session);
  });

  app.delete('/api/sessions', async (req, res) => {
    await authenticate(req);
    res.clearCookie(SESSION_COOKIE, cookieOptions(req));
    res.status(204).end();
  });
}

function cookieOptions(req: Request): CookieOptions {
  // The edge ends TLS. Who lies about it makes only their own cookie useless.
  const secure = req.get('x-forwarded-proto') === 'https';
  return { httpOnly: true, sameSite: 'lax', path: '/', secure };
}
