import type { ResponseConfig } from '@asteasolutions/zod-to-openapi';
import type { z } from 'zod';
import { PROBLEM_CONTENT_TYPE, Problem } from '../schemas/problem.ts';

const PROBLEMS = {
  400: 'The JSON or the multipart body is malformed',
  401: 'Not signed in, the credentials are wrong, or the grant is not valid',
  403: 'Only the one who made it may do this',
  404: 'There is no such thing, or it is in a conversation that the user is not a member of',
  408: 'The upload came to a halt',
  409: 'The handle is taken',
  410: 'The message of this idempotency key has been deleted since',
  413: 'The body, a photo or the number of photos is too large',
  415: 'The body is of a type that this route does not take, or a file is no photo',
  416: 'The range is outside the photo',
  422: 'A field, parameter or header is invalid: `errors` says which',
  503: 'Photos cannot be reached right now: `Retry-After` says when to try again',
  default: 'Any other failure',
} as const;

export function json(description: string, schema: z.ZodType): ResponseConfig {
  return { description, content: { 'application/json': { schema } } };
}

/** The errors that a route names, and the one that stands for all others. */
export function problems(...statuses: (keyof typeof PROBLEMS)[]): Record<string, ResponseConfig> {
  return Object.fromEntries(
    [...statuses, 'default' as const].map((s) => [s, problem(PROBLEMS[s])]),
  );
}

function problem(description: string): ResponseConfig {
  return { description, content: { [PROBLEM_CONTENT_TYPE]: { schema: Problem } } };
}
