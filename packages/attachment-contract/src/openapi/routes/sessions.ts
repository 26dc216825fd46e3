import type { RouteConfig } from '@asteasolutions/zod-to-openapi';
import { Credentials, Session } from '../../schemas/session.ts';
import { jsonBody } from '../request-body.ts';
import { json, problems } from '../responses.ts';
import { SESSION_SECURITY } from '../security.ts';

export const sessionRoutes: RouteConfig[] = [
  {
    method: 'post',
    path: '/api/sessions',
    operationId: 'signIn',
    summary: 'Sign in',
    request: { body: jsonBody(Credentials) },
    responses: {
      201: {
        ...json('The session', Session),
        headers: {
          'Set-Cookie': { description: "The session's cookie", schema: { type: 'string' } },
        },
      },
      ...problems(400, 401, 413, 415, 422),
    },
  },
  {
    method: 'delete',
    path: '/api/sessions',
    operationId: 'signOut',
    summary: "Sign out: removes the session's cookie",
    security: SESSION_SECURITY,
    responses: { 204: { description: 'Signed out' }, ...problems(401) },
  },
];
