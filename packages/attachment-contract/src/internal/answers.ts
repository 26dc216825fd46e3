import type { z } from 'zod';
import { ContractError } from '../client/contract-error.ts';
import { ProblemError } from '../client/problem-error.ts';

/**
 * Gives the answer, if it is a success.
 *
 * @throws ProblemError when it is none
 */
export async function requireSuccess(response: Response): Promise<Response> {
  if (!response.ok) throw await ProblemError.from(response);
  return response;
}

/**
 * What the JSON of an answer says.
 *
 * @param options.url whose answer it is, where the answer itself doesn't tell
 * @throws ContractError when it is not what was agreed on, the signal's reason when it was called off
 */
export async function parse<T>(
  schema: z.ZodType<T>,
  response: Response,
  { signal, url = response.url }: { signal?: AbortSignal; url?: string } = {},
): Promise<T> {
  try {
    return schema.parse(await response.json());
  } catch (error) {
    signal?.throwIfAborted();
    throw new ContractError(url, error);
  }
}
