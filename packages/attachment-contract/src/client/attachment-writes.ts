import { mediaPath, mediaUploadPath, PHOTO_FIELD } from '../media-paths.ts';
import { Attachment, type AttachmentEdit } from '../schemas/attachment.ts';
import {
  BODY_FIELD,
  Message,
  type NewMessageReferences,
  PHOTOS_FIELD,
} from '../schemas/message.ts';
import {
  type AttachmentRef,
  attachmentPath,
  isRefusedGrant,
  shouldFallBack,
} from './attachment-reads.ts';
import type { Http } from './http.ts';
import { inParallel } from './in-parallel.ts';
import type { MediaGrants } from './media-grants.ts';
import { ProblemError } from './problem-error.ts';
import type { SeenVersions } from './seen-versions.ts';

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
 * names them. A page that is open while this phase is undone goes on as phase 3's clients do: each
 * request that phase 3's instances can't know is followed by the one that they do.
 */
export function attachmentWrites(
  http: Http,
  { grants, seen }: { grants: MediaGrants; seen: SeenVersions },
): AttachmentWrites {
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
    const send = (bearer: string) =>
      http.upload(Attachment, {
        path: mediaUploadPath,
        headers: {},
        body: form,
        onProgress: ({ sentBytes, totalBytes }) => onProgress(Math.min(1, sentBytes / totalBytes)),
        signal,
        bearer,
      });
    const grant = await grants.toWrite(conversationId);
    return send(grant).catch(async (error) => {
      // Nothing of the photo is stored before the grant is looked at.
      if (!isRefusedGrant(error)) throw error;
      return send(await grants.toWrite(conversationId, grant));
    });
  };

  const discard = async (conversationId: string, uploads: Attachment[]): Promise<void> => {
    const bearer = await grants.toWrite(conversationId).catch(() => undefined);
    if (bearer === undefined) return;
    const done = uploads.filter((one) => one !== undefined);
    await Promise.allSettled(
      done.map(({ id }) => http.request({ method: 'DELETE', path: mediaPath(id), bearer })),
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
      await discard(conversationId, uploads);
      throw error;
    }
  };

  /** The text comes first, so that whoever reads the stream knows it before the photos arrive. */
  const postForm = async (
    request: { path: string; headers: Record<string, string> },
    { body, photos }: NewMessage,
    { onProgress, signal }: PostOptions,
  ): Promise<Message> => {
    const form = new FormData();
    form.append(BODY_FIELD, body);
    for (const { fileName, content } of photos) form.append(PHOTOS_FIELD, content, fileName);
    return http.upload(Message, {
      ...request,
      body: form,
      onProgress: ({ sentBytes, totalBytes }) =>
        onProgress?.(photos.map(() => Math.min(1, sentBytes / totalBytes))),
      signal,
    });
  };

  /** Changes a photo at the service, or by way of the monolith while the service doesn't have it yet. */
  const write = async <T>(
    { id, conversationId }: AttachmentRef,
    send: (target: { path: string; bearer?: string }) => Promise<T>,
  ): Promise<T> => {
    try {
      return await send({ path: mediaPath(id), bearer: await grants.toWrite(conversationId) });
    } catch (error) {
      if (!shouldFallBack(error)) throw error;
      return seen.recordAnswer(id, send({ path: attachmentPath(id) }));
    }
  };

  return {
    post: async (conversationId, message, options) => {
      const { body, photos, idempotencyKey } = message;
      const request = {
        path: `/api/conversations/${encodeURIComponent(conversationId)}/messages`,
        headers: idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey },
      };
      const shares = photos.map(() => 0);
      const uploading = uploadAll(conversationId, photos, {
        signal: options.signal,
        onProgress: (share, place) => {
          shares[place] = share;
          options.onProgress?.([...shares]);
        },
      });
      const uploads = await undefinedOnStatus(404, uploading);
      if (uploads) {
        const attachmentIds = uploads.map(({ id }) => id);
        const references: NewMessageReferences = { body, attachmentIds };
        const posting = http.json(Message, { method: 'POST', ...request, body: references });
        const posted = await undefinedOnStatus(415, posting);
        if (posted) return seen.recordMessage(posted);
        await discard(conversationId, uploads);
      }
      return seen.recordMessage(await postForm(request, message, options));
    },
    setCaption: async (ref, caption) => {
      const body: AttachmentEdit = { caption };
      const edited = await write(ref, (path) =>
        http.json(Attachment, { method: 'PATCH', body, ...path }),
      );
      return seen.record(edited);
    },
    delete: async (ref) => {
      await write(ref, (path) => http.request({ method: 'DELETE', ...path }));
      seen.recordDeletionOf(ref.id);
    },
  };
}

/** Gives undefined when it fails with this status, as it does at instances that don't know such requests. */
async function undefinedOnStatus<T>(status: number, answer: Promise<T>): Promise<T | undefined> {
  return answer.catch((error) => {
    if (error instanceof ProblemError && error.status === status) return undefined;
    throw error;
  });
}
