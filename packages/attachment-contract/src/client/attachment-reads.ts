import { mediaContentPath, mediaPath } from '../media-paths.ts';
import { Attachment } from '../schemas/attachment.ts';
import type { Http } from './http.ts';
import type { MediaGrants } from './media-grants.ts';

/** How long the media service may think about a read. */
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
   * It expires; `fallbackContentUrl` is to be shown then.
   */
  contentUrl(ref: AttachmentRef): Promise<string>;
  /** Another URL of the bytes, which does not expire: the cookie authorises it. */
  fallbackContentUrl(ref: AttachmentRef): string;
}

/** Where attachments are read: the only place that knows these URLs. */
export function attachmentReads(http: Http, grants: MediaGrants): AttachmentReads {
  return {
    get: (ref) =>
      grants.use('read', ref.conversationId, (grant) =>
        http.json(Attachment, {
          method: 'GET',
          path: mediaPath(ref.id),
          bearer: grant,
          answerWithinMs,
        }),
      ),
    content: (ref, options = {}) =>
      grants.use('read', ref.conversationId, (grant) =>
        http.request({
          method: 'GET',
          path: mediaContentPath(ref.id, grant),
          headers: contentHeaders(options),
          answerWithinMs,
        }),
      ),
    contentUrl: async (ref) =>
      http.url(mediaContentPath(ref.id, await grants.toRead(ref.conversationId))),
    fallbackContentUrl: (ref) => http.url(`/api/attachments/${encodeURIComponent(ref.id)}/content`),
  };
}

function contentHeaders({ range, ifNoneMatch }: ContentOptions): Record<string, string> {
  return {
    ...(range === undefined ? {} : { range }),
    ...(ifNoneMatch === undefined ? {} : { 'if-none-match': ifNoneMatch }),
  };
}
