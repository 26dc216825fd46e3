import { mediaContentPath, mediaPath } from '../media-paths.ts';
import { Attachment } from '../schemas/attachment.ts';
import { ContractError } from './contract-error.ts';
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
 * The media service is asked first. While it fails, or lags behind what the user has seen, the
 * monolith is, which knows what the service has not been told yet.
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
      const ours = http.json(Attachment, { method: 'GET', path: metadataPath(ref) });
      return seen.record(await seen.recordAnswer(ref.id, ours));
    },
    content: async (ref, options = {}) => {
      const headers = contentHeaders(options);
      const theirs = await fromService(ref, async (grant) =>
        requireImage(
          await http.request({
            method: 'GET',
            path: mediaContentPath(ref.id, grant),
            headers,
            answerWithinMs,
          }),
        ),
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

const isRefusedGrant = (error: unknown) => error instanceof ProblemError && error.status === 401;

/** An edge of the phase before has no `/media`, and takes it for a page of the web client: 200, or 206 of that. */
function requireImage(response: Response): Response {
  const type = response.headers.get('content-type');
  if (response.status === 304 || type?.startsWith('image/')) return response;
  throw new ContractError(response.url, `${type} is no photo`);
}

/**
 * Not when the request itself is at fault. Else there was no answer, an error of the server's, an
 * attachment that did not get there yet, a grant that it will not have, a monolith or an edge of the
 * phase before, which has no grants to give, or a range outside of what it takes for the photo.
 */
function shouldFallBack(error: unknown): boolean {
  if (!(error instanceof ProblemError)) return true;
  return [401, 404, 416].includes(error.status) || error.status >= 500;
}

function metadataPath({ id }: AttachmentRef): string {
  return `/api/attachments/${encodeURIComponent(id)}`;
}

function contentPath(ref: AttachmentRef): string {
  return `${metadataPath(ref)}/content`;
}

function contentHeaders({ range, ifNoneMatch }: ContentOptions): Record<string, string> {
  return {
    ...(range === undefined ? {} : { range }),
    ...(ifNoneMatch === undefined ? {} : { 'if-none-match': ifNoneMatch }),
  };
}
