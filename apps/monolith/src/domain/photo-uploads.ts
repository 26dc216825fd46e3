import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { MediaClient } from '@photos/attachment-contract/internal';
import type { PhotoSink } from '@photos/photo-upload';
import type { Logger } from '@photos/service-kit';
import type { MediaGrants } from './media-grants.ts';
import { problemOfServiceError } from './service-problem.ts';

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
 * How long the service may take in nothing of a photo, or not answer once it has it. When many come at once, they take turns
 * there, and each is kept waiting for a while. The edge waits a minute for this app, so the user hears the reason from here.
 */
const stallMs = 50_000;

/** How long photos are deleted before the user hears why. */
const abandonMs = 5_000;

/** The photos of an old client's request, streamed on to the media service in the user's name. */
export class PhotoUploads implements PhotoSink<UploadedPhoto> {
  readonly #options: PhotoUploadsOptions;
  readonly #uploads: Promise<UploadedPhoto>[] = [];

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
    const uploads = await Promise.allSettled(this.#uploads);
    const ids = uploads.flatMap((one) => (one.status === 'fulfilled' ? [one.value.id] : []));
    // The user waits for the answer. What can't be deleted by then is collected later.
    const signal = AbortSignal.timeout(abandonMs);
    const remove = async (id: string) => media.remove(await this.#token(), id, { signal });
    await Promise.all(
      ids.map((id) => remove(id).catch((err) => logger.info({ err, id }, 'left an upload'))),
    );
  }

  async #send(fileName: string, content: Readable): Promise<UploadedPhoto> {
    const stalled = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const stop = () => clearTimeout(timer);
    const start = () => {
      timer = setTimeout(() => stalled.abort(new Error('the service stalls')), stallMs).unref();
    };
    start();
    try {
      const { id, sha256 } = await this.#options.media.upload(
        await this.#token(),
        fileName,
        Readable.from(watched(content, { start, stop }), { objectMode: false }),
        { signal: stalled.signal },
      );
      return { id, fileName, sha256 };
    } catch (error) {
      throw content.errored ?? problemOfServiceError(error);
    } finally {
      stop();
    }
  }

  /** One for each call: a slow client's request takes longer than a grant lasts. */
  async #token(): Promise<string> {
    const { grants, userId, conversationId } = this.#options;
    return (await grants.issue(userId, conversationId, 'write')).token;
  }
}

/** Has a timer run only while the service is waited for: of a client that stalls, the service says so itself. */
async function* watched(content: Readable, timer: { start(): void; stop(): void }) {
  timer.stop();
  // When the service refuses a photo early, its answer counts, and not that nobody read the photo to its end.
  for await (const chunk of content.iterator({ destroyOnReturn: false })) {
    timer.start();
    yield chunk;
    timer.stop();
  }
  timer.start();
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
