import { mediaPath, mediaUploadPath, PHOTO_FIELD } from '../media-paths.ts';
import { Attachment, type AttachmentEdit } from '../schemas/attachment.ts';
import { Message, type NewMessageReferences } from '../schemas/message.ts';
import type { AttachmentRef } from './attachment-reads.ts';
import type { Http } from './http.ts';
import { inParallel } from './in-parallel.ts';
import type { MediaGrants } from './media-grants.ts';

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

interface UploadOptions {
  onProgress: (share: number, place: number) => void;
  signal: AbortSignal | undefined;
}

/** Uploads of one message that are under way at a time. */
const uploadsAtOnce = 3;

/**
 * Where attachments are written: the only place that knows these URLs.
 *
 * Each photo goes to the media service in a request of its own; then the message is posted, and
 * names them.
 */
export function attachmentWrites(http: Http, grants: MediaGrants): AttachmentWrites {
  const upload = async (
    conversationId: string,
    { fileName, content }: Photo,
    {
      onProgress,
      signal,
    }: { onProgress: (share: number) => void; signal: AbortSignal | undefined },
  ): Promise<Attachment> => {
    const form = new FormData();
    form.append(PHOTO_FIELD, content, fileName);
    // A photo may be sent again with a new grant: nothing of it is stored before the grant is looked at.
    return grants.use('write', conversationId, (bearer) =>
      http.upload(Attachment, {
        path: mediaUploadPath,
        headers: {},
        body: form,
        onProgress: ({ sentBytes, totalBytes }) => onProgress(Math.min(1, sentBytes / totalBytes)),
        signal,
        bearer,
      }),
    );
  };

  /** All or none: once one fails, those that are there are deleted. What can't be is collected later. */
  const uploadAll = async (
    conversationId: string,
    photos: Photo[],
    { onProgress, signal }: UploadOptions,
  ): Promise<Attachment[]> => {
    const uploads: Attachment[] = [];
    try {
      await inParallel(uploadsAtOnce, photos, async (photo, place) => {
        uploads[place] = await upload(conversationId, photo, {
          signal,
          onProgress: (share) => onProgress(share, place),
        });
      });
      signal?.throwIfAborted();
      return uploads;
    } catch (error) {
      const bearer = await grants.toWrite(conversationId).catch(() => undefined);
      if (bearer === undefined) throw error;
      const done = uploads.filter((one) => one !== undefined);
      await Promise.allSettled(
        done.map(({ id }) => http.request({ method: 'DELETE', path: mediaPath(id), bearer })),
      );
      throw error;
    }
  };

  return {
    post: async (conversationId, { body, photos, idempotencyKey }, { onProgress, signal }) => {
      const shares = photos.map(() => 0);
      const uploads = await uploadAll(conversationId, photos, {
        signal,
        onProgress: (share, place) => {
          shares[place] = share;
          onProgress?.([...shares]);
        },
      });
      const references: NewMessageReferences = { body, attachmentIds: uploads.map(({ id }) => id) };
      return http.json(Message, {
        method: 'POST',
        path: `/api/conversations/${encodeURIComponent(conversationId)}/messages`,
        headers: idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey },
        body: references,
      });
    },
    setCaption: ({ id, conversationId }, caption) => {
      const body: AttachmentEdit = { caption };
      return grants.use('write', conversationId, (bearer) =>
        http.json(Attachment, { method: 'PATCH', path: mediaPath(id), body, bearer }),
      );
    },
    delete: async ({ id, conversationId }) => {
      await grants.use('write', conversationId, (bearer) =>
        http.request({ method: 'DELETE', path: mediaPath(id), bearer }),
      );
    },
  };
}
