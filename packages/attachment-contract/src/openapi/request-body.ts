import type { ZodRequestBody } from '@asteasolutions/zod-to-openapi';
import type { z } from 'zod';

export function jsonBody(schema: z.ZodType): ZodRequestBody {
  return { required: true, content: { 'application/json': { schema } } };
}
