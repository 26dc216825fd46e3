/** No answer came. The cause says why. */
export class UnreachableError extends Error {
  override name = 'UnreachableError';

  constructor(url: string, cause: unknown) {
    super(`the service at ${url} can't be reached`, { cause });
  }
}

/**
 * `fetch`, whose own error says no more than "fetch failed".
 *
 * @param url where the service answers
 * @throws UnreachableError when no answer came, the signal's reason when it was called off
 */
export async function fetchFrom(url: string, path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(new URL(path, url), init);
  } catch (error) {
    init.signal?.throwIfAborted();
    throw new UnreachableError(url, (error as Error).cause ?? error);
  }
}
