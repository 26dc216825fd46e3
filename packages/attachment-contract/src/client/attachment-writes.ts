import { Attachment, type AttachmentEdit } from '../schemas/attachment.ts';
import { BODY_FIELD, Message, PHOTOS_FIELD } from '../schemas/message.ts';
import type { AttachmentRef } from './attachment-reads.ts';
import type { Http } from './http.ts';
import type { SeenVersions } from './seen-versions.ts';
import { uploadShares } from './upload-shares.ts';

/** A photo to send. In Node, `fs.openAsBlob(path)` gives its content without reading it. */
export interface Photo {
  fileName: string;
  content: Blob;
}

export interface NewMessage {
  body: string;
  photos: Photo[];
  /** Posting again with the same key gives the message that the first post made. */
  idempotencyKey?: string | undefined;
}

export interface PostOptions {
  /** Called as photos go out, with the fraction of each that is; if the client's `send` can tell. */
  onProgress?: ((shares: number[]) => void) | undefined;
  /** Calls the upload off. `post` then rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

export interface AttachmentWrites {
  post(conversationId: string, message: NewMessage, options: PostOptions): Promise<Message>;
  setCaption(ref: AttachmentRef, caption: string): Promise<Attachment>;
  delete(ref: AttachmentRef): Promise<void>;
}

/** Where attachments are written: the only place that knows these URLs. */
export function attachmentWrites(http: Http, seen: SeenVersions): AttachmentWrites {
  return {
    post: async (conversationId, { body, photos, idempotencyKey }, { onProgress, signal }) => {
      const message = await http.upload(Message, {
        path: `/api/conversations/${encodeURIComponent(conversationId)}/messages`,
        headers: idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey },
        body: toForm(body, photos),
        onProgress: (progress) => onProgress?.(uploadShares(sizesOf(photos), progress)),
        signal,
      });
      return seen.recordMessage(message);
    },
    setCaption: async ({ id }, caption) => {
      const body: AttachmentEdit = { caption };
      const edited = http.json(Attachment, { method: 'PATCH', path: attachmentPath(id), body });
      return seen.record(await seen.recordAnswer(id, edited));
    },
    delete: async ({ id }) => {
      await seen.recordAnswer(id, http.request({ method: 'DELETE', path: attachmentPath(id) }));
      seen.recordDeletionOf(id);
    },
  };
}

function attachmentPath(id: string): string {
  return `/api/attachments/${encodeURIComponent(id)}`;
}

function sizesOf(photos: Photo[]): number[] {
  return photos.map(({ content }) => content.size);
}

/** The text comes first, so that whoever reads the stream knows it before the photos arrive. */
function toForm(body: string, photos: Photo[]): FormData {
  const form = new FormData();
  form.append(BODY_FIELD, body);
  for (const { fileName, content } of photos) form.append(PHOTOS_FIELD, content, fileName);
  return form;
}
