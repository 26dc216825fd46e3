import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { ContractError } from '../client/contract-error.ts';
import { ProblemError } from '../client/problem-error.ts';
import { mediaPath, mediaUploadPath, PHOTO_FIELD } from '../media-paths.ts';
import { Attachment } from '../schemas/attachment.ts';
import type { CallOptions } from './client.ts';

export interface MediaClientOptions {
  /** Where the media service answers, such as `http://media-service`. */
  url: string;
  /** The id of the request that a call is made for, which is passed on. */
  requestId: () => string | undefined;
}

/** Writes to the media service for a user, with a grant of theirs, as clients do for themselves. */
export interface MediaClient {
  /**
   * Sends a photo on as it comes in; nothing of it is kept.
   *
   * @throws TypeError when no answer came, ProblemError when the service refused
   */
  upload(
    grant: string,
    fileName: string,
    content: Readable,
    options?: CallOptions,
  ): Promise<Attachment>;
  /** An attachment, or the user's own upload. Throws as `upload` does. */
  get(grant: string, id: string, options?: CallOptions): Promise<Attachment>;
  /** Throws as `upload` does. */
  setCaption(
    grant: string,
    id: string,
    caption: string,
    options?: CallOptions,
  ): Promise<Attachment>;
  /** Throws as `upload` does. */
  remove(grant: string, id: string, options?: CallOptions): Promise<void>;
}

export function createMediaClient({ url, requestId }: MediaClientOptions): MediaClient {
  const send = async (
    grant: string,
    path: string,
    init: RequestInit & { duplex?: 'half' },
    { signal }: CallOptions = {},
  ): Promise<Response> => {
    const id = requestId();
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${grant}`);
    if (id !== undefined) headers.set('x-request-id', id);
    const response = await fetch(new URL(path, url), { ...init, headers, signal: signal ?? null });
    if (!response.ok) throw await ProblemError.from(response);
    return response;
  };

  return {
    upload: async (grant, fileName, content, call) => {
      const boundary = `photo-${randomUUID()}`;
      const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
      const body = Readable.from(envelope(boundary, fileName, content));
      const init = { method: 'POST', headers, body: Readable.toWeb(body), duplex: 'half' as const };
      return attachmentOf(await send(grant, mediaUploadPath, init as RequestInit, call));
    },
    get: async (grant, id, call) =>
      attachmentOf(await send(grant, mediaPath(id), { method: 'GET' }, call)),
    setCaption: async (grant, id, caption, call) => {
      const headers = { 'content-type': 'application/json' };
      const init = { method: 'PATCH', headers, body: JSON.stringify({ caption }) };
      return attachmentOf(await send(grant, mediaPath(id), init, call));
    },
    remove: async (grant, id, call) => {
      await send(grant, mediaPath(id), { method: 'DELETE' }, call);
    },
  };
}

/**
 * A multipart body of one file (RFC 7578), made around its stream: `FormData` would want it whole.
 * The name goes as an extended parameter (RFC 8187), which keeps quotes, percent signs and all else.
 */
async function* envelope(boundary: string, fileName: string, content: Readable) {
  const name = encodeURIComponent(fileName).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16)}`,
  );
  yield `--${boundary}\r\n`;
  yield `Content-Disposition: form-data; name="${PHOTO_FIELD}"; filename*=UTF-8''${name}\r\n`;
  yield 'Content-Type: application/octet-stream\r\n\r\n';
  yield* content;
  yield `\r\n--${boundary}--\r\n`;
}

async function attachmentOf(response: Response): Promise<Attachment> {
  try {
    return Attachment.parse(await response.json());
  } catch (error) {
    throw new ContractError(response.url, error);
  }
}
