import { z } from 'zod';

/** Media type of every error (RFC 9457). */
export const PROBLEM_CONTENT_TYPE = 'application/problem+json';

/** What went wrong, as RFC 9457 says it; `errors` has the complaints about each field. */
export const Problem = z
  .object({
    type: z.string().min(1),
    title: z.string().min(1),
    status: z.int().min(400).max(599),
    detail: z.string(),
    instance: z.string().optional(),
    errors: z.record(z.string(), z.array(z.string())).optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;
