import type { RouteConfig } from '@asteasolutions/zod-to-openapi';
import { NewUser, User } from '../../schemas/user.ts';
import { jsonBody } from '../request-body.ts';
import { json, problems } from '../responses.ts';

export const userRoutes: RouteConfig[] = [
  {
    method: 'post',
    path: '/api/users',
    operationId: 'signUp',
    summary: 'Sign up',
    request: { body: jsonBody(NewUser) },
    responses: { 201: json('The new user', User), ...problems(400, 409, 413, 415, 422) },
  },
];
