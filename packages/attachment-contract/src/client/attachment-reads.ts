import { mediaContentPath, mediaPath } from '../media-paths.ts';
import { Attachment } from '../schemas/attachment.ts';
import type { Http } from './http.ts';
import type { MediaGrants } from './media-grants.ts';
import { ProblemError } from './problem-error.ts';
import type { SeenVersions } from './seen-versions.ts';

/** How long the media service may think before the monolith is asked instead. */
const answerWithinMs = 5_000;

/** Names an attachment: its id, and the conversation that it is in. */
export interface AttachmentRef {
  id: string;
  conversationId: string;
}

export interface ContentOptions {
  /** Value of the `Range` header, such as `bytes=0-1023`. */
  range?: string;
  /** An entity tag that the caller has the bytes of. */
  ifNoneMatch?: string;
}

export interface AttachmentReads {
  get(ref: AttachmentRef): Promise<Attachment>;
  /** Gives the answer with the bytes: 200, 206 for a range, or 304 when the tag still matches. */
  content(ref: AttachmentRef, options?: ContentOptions): Promise<Response>;
  /**
   * A URL of the bytes for an `<img>`, which cannot send headers: the grant in it authorises it.
   * It may fail, and expires; `fallbackContentUrl` is to be shown then.
   */
  contentUrl(ref: AttachmentRef): Promise<string>;
  /** Another URL of the bytes, which does not expire: the cookie authorises it. */
  fallbackContentUrl(ref: AttachmentRef): string;
}

/**
 * Where attachments are read: the only place that knows these URLs.
 *
 * The media service is asked first. While it lags behind what the user has seen, the monolith is,
 * which knows what the service has not been told yet.
 */
export function attachmentReads(
  http: Http,
  { grants, seen }: { grants: MediaGrants; seen: SeenVersions },
): AttachmentReads {
  /** Gives undefined when the monolith is to be asked. */
  const fromService = async <T>(
    { id, conversationId }: AttachmentRef,
    read: (grant: string) => Promise<T>,
  ): Promise<T | undefined> => {
    if (seen.isDeleted(id)) return undefined;
    try {
      const grant = await grants.toRead(conversationId);
      return await read(grant).catch(async (error) => {
        if (!isRefusedGrant(error)) throw error;
        return read(await grants.toRead(conversationId, grant));
      });
    } catch (error) {
      if (shouldFallBack(error)) return undefined;
      throw error;
    }
  };

  return {
    get: async (ref) => {
      const theirs = await fromService(ref, (grant) =>
        http.json(Attachment, {
          method: 'GET',
          path: mediaPath(ref.id),
          bearer: grant,
          answerWithinMs,
        }),
      );
      if (theirs && !seen.isOutdated(theirs)) return seen.record(theirs);
      const ours = http.json(Attachment, { method: 'GET', path: attachmentPath(ref.id) });
      return seen.record(await seen.recordAnswer(ref.id, ours));
    },
    content: async (ref, options = {}) => {
      const headers = contentHeaders(options);
      const theirs = await fromService(ref, (grant) =>
        http.request({
          method: 'GET',
          path: mediaContentPath(ref.id, grant),
          headers,
          answerWithinMs,
        }),
      );
      if (theirs) return theirs;
      const ours = http.request({ method: 'GET', path: contentPath(ref), headers });
      return seen.recordAnswer(ref.id, ours);
    },
    contentUrl: async (ref) => {
      const url = await fromService(ref, async (grant) => mediaContentPath(ref.id, grant));
      return http.url(url ?? contentPath(ref));
    },
    fallbackContentUrl: (ref) => http.url(contentPath(ref)),
  };
}

export const isRefusedGrant = (error: unknown) =>
  error instanceof ProblemError && error.status === 401;

/**
 * When the attachment did not get there yet from a monolith of the phase before, or the service will
 * not have the grant. Not when the service fails: the monolith has nobody else to ask.
 */
export function shouldFallBack(error: unknown): boolean {
  return error instanceof ProblemError && [401, 404].includes(error.status);
}

/** At the monolith. */
export function attachmentPath(id: string): string {
  return `/api/attachments/${encodeURIComponent(id)}`;
}

function contentPath(ref: AttachmentRef): string {
  return `${attachmentPath(ref.id)}/content`;
}

function contentHeaders({ range, ifNoneMatch }: ContentOptions): Record<string, string> {
  return {
    ...(range === undefined ? {} : { range }),
    ...(ifNoneMatch === undefined ? {} : { 'if-none-match': ifNoneMatch }),
  };
}
