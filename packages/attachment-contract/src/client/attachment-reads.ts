import { Attachment } from '../schemas/attachment.ts';
import type { Http } from './http.ts';

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
  /** A URL of the bytes for an `<img>`, which cannot send headers: the cookie authorises it. */
  contentUrl(ref: AttachmentRef): Promise<string>;
}

/** Where attachments are read: the only place that knows these URLs. */
export function attachmentReads(http: Http): AttachmentReads {
  return {
    get: (ref) => http.json(Attachment, { method: 'GET', path: metadataPath(ref) }),
    content: (ref, options = {}) =>
      http.request({ method: 'GET', path: contentPath(ref), headers: contentHeaders(options) }),
    contentUrl: async (ref) => http.url(contentPath(ref)),
  };
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
