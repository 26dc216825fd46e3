import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { MediaClient } from '@photos/attachment-contract/internal';
import type { PhotoSink } from '@photos/photo-upload';
import type { Logger } from '@photos/service-kit';
import type { MediaGrants } from './media-grants.ts';
import { asProblem } from './service-problem.ts';

/** What makes a photo the same photo, for a replay of its upload. */
export interface PhotoIdentity {
  fileName: string;
  sha256: string;
}

/** A photo at the media service that no message has claimed yet. */
export interface UploadedPhoto extends PhotoIdentity {
  id: string;
}

/**
 * How long the service may take in nothing of a photo, or not answer once it has it. When many come at once they take turns there,
 * so that each is kept waiting for a while.
 */
const stallMs = 30_000;

/** The photos of an old client's request, streamed on to the media service in the user's name. */
export class PhotoUploads implements PhotoSink<UploadedPhoto> {
  readonly #options: PhotoUploadsOptions;
  readonly #uploads: Promise<UploadedPhoto>[] = [];
  #grant: Promise<string> | undefined;

  constructor(options: PhotoUploadsOptions) {
    this.#options = options;
  }

  put(fileName: string, content: Readable): Promise<UploadedPhoto> {
    const upload = this.#send(fileName, content);
    upload.catch(() => {});
    this.#uploads.push(upload);
    return upload;
  }

  /**
   * Deletes all photos of the request. Those under way are waited for: their streams end or fail with
   * the request, and calling them off would leave open whether the service has them.
   */
  async abandon(): Promise<void> {
    const { media, logger } = this.#options;
    for (const upload of await Promise.allSettled(this.#uploads)) {
      if (upload.status === 'rejected') continue;
      const { id } = upload.value;
      // What can't be deleted now is collected later.
      await media
        .remove(await this.#token(), id)
        .catch((err) => logger.info({ err, id }, 'left an upload'));
    }
  }

  async #send(fileName: string, content: Readable): Promise<UploadedPhoto> {
    const stalled = new AbortController();
    const timer = setTimeout(() => stalled.abort(new Error('the service stalls')), stallMs);
    try {
      const { id, sha256 } = await this.#options.media.upload(
        await this.#token(),
        fileName,
        Readable.from(
          watched(content, () => timer.refresh()),
          { objectMode: false },
        ),
        { signal: stalled.signal },
      );
      return { id, fileName, sha256 };
    } catch (error) {
      throw content.errored ?? asProblem(error);
    } finally {
      clearTimeout(timer);
    }
  }

  /** One grant serves all photos of a request; a request without photos needs none. */
  #token(): Promise<string> {
    const { grants, userId, conversationId } = this.#options;
    this.#grant ??= grants.issue(userId, conversationId, 'write').then(({ token }) => token);
    return this.#grant;
  }
}

async function* watched(content: Readable, onChunk: () => void) {
  // When the service refuses a photo early, its answer counts, and not that nobody read the photo to its end.
  for await (const chunk of content.iterator({ destroyOnReturn: false })) {
    onChunk();
    yield chunk;
  }
}

export interface PhotoUploadsOptions {
  media: MediaClient;
  grants: MediaGrants;
  userId: string;
  conversationId: string;
  logger: Logger;
}

/** Looks at photos and stores nothing: for a request that was already carried out. */
export const photoInspections: PhotoSink<PhotoIdentity> = {
  async put(fileName, content) {
    const hash = createHash('sha256');
    for await (const chunk of content) hash.update(chunk);
    return { fileName, sha256: hash.digest('hex') };
  },
};
