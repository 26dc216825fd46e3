import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { request } from 'undici';
import { mediaPath, mediaUploadPath, PHOTO_FIELD } from '../media-paths.ts';
import { Attachment } from '../schemas/attachment.ts';
import { parse, requireSuccess } from './answers.ts';
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
   * @throws ProblemError when the service refused, another Error when no answer came
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
  const headersOf = (grant: string, contentType?: string): Record<string, string> => {
    const id = requestId();
    return {
      authorization: `Bearer ${grant}`,
      ...(contentType !== undefined && { 'content-type': contentType }),
      ...(id !== undefined && { 'x-request-id': id }),
    };
  };
  const send = async (
    path: string,
    init: RequestInit,
    { signal }: CallOptions = {},
  ): Promise<Response> => {
    return requireSuccess(await fetch(new URL(path, url), { ...init, signal: signal ?? null }));
  };

  return {
    upload: async (grant, fileName, content, call = {}) => {
      const address = new URL(mediaUploadPath, url);
      const boundary = `photo-${randomUUID()}`;
      // Not with `fetch`: its web stream takes a photo in faster than it goes out, and so holds most of it.
      const answer = await request(address, {
        method: 'POST',
        headers: headersOf(grant, `multipart/form-data; boundary=${boundary}`),
        body: Readable.from(envelope(boundary, fileName, content), { objectMode: false }),
        signal: call.signal ?? null,
      });
      const { statusCode: status, headers } = answer;
      const body = await answer.body.text();
      const response = new Response(body, { status, headers: headers as Record<string, string> });
      return parse(Attachment, await requireSuccess(response), { ...call, url: address.href });
    },
    get: async (grant, id, call) => {
      const init = { method: 'GET', headers: headersOf(grant) };
      return parse(Attachment, await send(mediaPath(id), init, call), call);
    },
    setCaption: async (grant, id, caption, call) => {
      const headers = headersOf(grant, 'application/json');
      const init = { method: 'PATCH', headers, body: JSON.stringify({ caption }) };
      return parse(Attachment, await send(mediaPath(id), init, call), call);
    },
    remove: async (grant, id, call) => {
      await send(mediaPath(id), { method: 'DELETE', headers: headersOf(grant) }, call);
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
