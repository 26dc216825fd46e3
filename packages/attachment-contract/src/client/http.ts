import type { z } from 'zod';
import { ContractError } from './contract-error.ts';
import { ProblemError } from './problem-error.ts';
import type { Send, UploadProgress } from './send.ts';

export interface HttpOptions {
  origin: string;
  fetch: typeof globalThis.fetch;
  send: Send;
  token: string | undefined;
}

export interface Request {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Path and query, under the origin. */
  path: string;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
  /** What authorises the request instead of the session's token. */
  bearer?: string;
  /** Milliseconds until the answer must have begun; as long as it takes, unless given. */
  answerWithinMs?: number;
}

export interface Upload {
  path: string;
  headers: Record<string, string>;
  body: FormData;
  onProgress: (progress: UploadProgress) => void;
  signal: AbortSignal | undefined;
  /** What authorises the upload instead of the session's token. */
  bearer: string;
}

/** Requests of one user to one origin: adds the session's token, and throws on what failed. */
export class Http {
  token: string | undefined;
  readonly #origin: string;
  readonly #fetch: typeof globalThis.fetch;
  readonly #send: Send;

  constructor({ origin, fetch, send, token }: HttpOptions) {
    this.#origin = origin;
    this.#fetch = fetch;
    this.#send = send;
    this.token = token;
  }

  /** Absolute URL of a path. */
  url(path: string): string {
    return new URL(path, this.#origin).href;
  }

  /**
   * Asks, and gives the answer unread.
   *
   * @throws ProblemError when its status is not 2xx (or 304, which only answers `If-None-Match`)
   */
  async request({
    method,
    path,
    headers,
    body,
    bearer,
    answerWithinMs,
  }: Request): Promise<Response> {
    const patience = new AbortController();
    const timer =
      answerWithinMs === undefined
        ? undefined
        : setTimeout(() => patience.abort(new Error('No answer in time')), answerWithinMs);
    // A browser calls its `fetch` only as a plain function, not as something's method.
    const fetch = this.#fetch;
    const response = await fetch(this.url(path), {
      method,
      headers: {
        ...authorization(bearer ?? this.token),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: patience.signal,
    }).finally(() => clearTimeout(timer));
    return succeeded(response);
  }

  /** Asks for JSON of a given shape. Throws ProblemError, or ContractError on another shape. */
  async json<T>(schema: z.ZodType<T>, request: Request): Promise<T> {
    return parse(schema, this.url(request.path), await this.request(request));
  }

  /** Posts photos, and reads the JSON that answers. Throws as `json` does. */
  async upload<T>(schema: z.ZodType<T>, { path, headers, bearer, ...upload }: Upload): Promise<T> {
    const send = this.#send;
    const url = this.url(path);
    const response = await send({
      url,
      headers: { ...authorization(bearer), ...headers },
      ...upload,
    });
    return parse(schema, url, await succeeded(response));
  }
}

function authorization(token: string | undefined): Record<string, string> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

async function succeeded(response: Response): Promise<Response> {
  if (response.ok || response.status === 304) return response;
  throw await ProblemError.from(response);
}

async function parse<T>(schema: z.ZodType<T>, url: string, response: Response): Promise<T> {
  const text = await response.text();
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new ContractError(url, error);
  }
}
