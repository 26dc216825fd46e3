import type { z } from 'zod';
import { ContractError } from '../client/contract-error.ts';
import { ProblemError } from '../client/problem-error.ts';
import { MergeResponse } from './routes.ts';
import type { AttachmentSnapshot } from './snapshot.ts';

export interface InternalClientOptions {
  /** Where the media service answers, such as `http://media-service`. */
  url: string;
  serviceToken: string;
  /** The id of the request that a call is made for, which is passed on. */
  requestId: () => string | undefined;
}

export interface CallOptions {
  /** Calls the request off. */
  signal?: AbortSignal;
}

export interface InternalClient {
  /**
   * Merges snapshots, 1 to 1,000, into the service's store. Safe to repeat.
   *
   * @throws TypeError when no answer came, ProblemError when it was no success, ContractError when it
   *   was not understood, the signal's reason when it was called off: in each case the merge may
   *   have happened or not
   */
  merge(snapshots: AttachmentSnapshot[], options?: CallOptions): Promise<MergeResponse>;
}

/** A client of the media service's internal routes, for the monolith. */
export function createInternalClient(options: InternalClientOptions): InternalClient {
  return {
    merge: async (snapshots, call) => {
      const path = '/internal/attachments/merge';
      const answer = await post(
        options,
        { path, body: { snapshots }, schema: MergeResponse },
        call,
      );
      if (answer.acknowledged === snapshots.length) return answer;
      throw new ContractError(path, new Error('not every snapshot was acknowledged'));
    },
  };
}

async function post<T>(
  { url, serviceToken, requestId }: InternalClientOptions,
  { path, body, schema }: { path: string; body: unknown; schema: z.ZodType<T> },
  { signal }: CallOptions = {},
): Promise<T> {
  const id = requestId();
  const response = await fetch(new URL(path, url), {
    method: 'POST',
    headers: {
      ...(id !== undefined && { 'x-request-id': id }),
      authorization: `Bearer ${serviceToken}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
    // The service never redirects, so whoever does is not the service.
    redirect: 'error',
    signal: signal ?? null,
  });
  if (!response.ok) throw await ProblemError.from(response);
  try {
    return schema.parse(await response.json());
  } catch (error) {
    signal?.throwIfAborted();
    throw new ContractError(response.url, error);
  }
}
