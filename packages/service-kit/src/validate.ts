import type { z } from 'zod';
import { type FieldErrors, invalid } from './problem.ts';

/**
 * Parses a value that came from outside.
 *
 * @returns what the schema makes of it
 * @throws Problem 422 with the errors by field (`memberHandles.0`); what is about the whole is under `request`
 */
export function validate<T extends z.ZodType>(schema: T, value: unknown): z.infer<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;

  const errors: FieldErrors = {};
  for (const { path, message } of result.error.issues) {
    const field = path.join('.') || 'request';
    errors[field] = [...(errors[field] ?? []), message];
  }
  throw invalid(errors);
}
