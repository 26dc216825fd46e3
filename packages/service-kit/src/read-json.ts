import { json, type Request, type Response } from 'express';
import type { z } from 'zod';
import { parseBody } from './parse-body.ts';
import { unsupportedType } from './problem.ts';
import { validate } from './validate.ts';

const maxBytes = 64 * 1024;
const parser = json({ limit: maxBytes, inflate: false });

/**
 * Reads a JSON body.
 *
 * @throws Problem 400, 413 or 415 when it can't be read, 422 when it doesn't fit the schema
 */
export async function readJson<T extends z.ZodType>(
  req: Request,
  res: Response,
  schema: T,
): Promise<z.infer<T>> {
  if (req.is('application/json') === false) throw unsupportedType('The body must be JSON.');
  const { body } = await parseBody(parser, req, res, maxBytes);
  return validate(schema, body);
}
