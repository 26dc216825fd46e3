import { sortFiles } from './photo-rules.ts';

/** A photo that waits to be sent, or is being sent. */
export interface DraftPhoto {
  key: string;
  file: File;
  /** Object URL for the thumbnail; revoked when the photo leaves the draft. */
  previewUrl: string;
}

/** What somebody is about to post to one conversation. */
export interface Draft {
  body: string;
  photos: DraftPhoto[];
  /** Why files were left out; a sentence each. */
  refusals: string[];
  /**
   * The same for every try to post this very content, so that a try whose answer got lost is not
   * posted twice. Any edit makes a new one.
   */
  idempotencyKey: string;
  /** There while it is being sent. */
  sending?: { shares: number[]; controller: AbortController } | undefined;
  /** Why the last try failed. */
  error?: unknown;
}

export function emptyDraft(): Draft {
  return { body: '', photos: [], refusals: [], idempotencyKey: randomKey() };
}

export function withBody(draft: Draft, body: string): Draft {
  return { ...edited(draft), body };
}

/** Takes files in, as far as they can be sent. */
export function withFiles(draft: Draft, files: File[]): Draft {
  const { accepted, refusals } = sortFiles(files, draft.photos.length);
  const added = accepted.map((file) => ({
    key: randomKey(),
    file,
    previewUrl: URL.createObjectURL(file),
  }));
  return { ...edited(draft), photos: [...draft.photos, ...added], refusals };
}

export function withoutPhoto(draft: Draft, key: string): Draft {
  revokePreviews(draft.photos.filter((photo) => photo.key === key));
  return {
    ...edited(draft),
    photos: draft.photos.filter((photo) => photo.key !== key),
    refusals: [],
  };
}

export function withoutRefusals(draft: Draft): Draft {
  return { ...draft, refusals: [] };
}

/** Calls off what is being sent of it, and frees its memory: nobody comes back to it. */
export function discard(draft: Draft): void {
  draft.sending?.controller.abort();
  revokePreviews(draft.photos);
}

/** Frees the memory behind thumbnails. */
export function revokePreviews(photos: DraftPhoto[]): void {
  for (const { previewUrl } of photos) URL.revokeObjectURL(previewUrl);
}

function edited(draft: Draft): Draft {
  return { ...draft, idempotencyKey: randomKey(), error: undefined };
}

/** `crypto.randomUUID` is there on https only; this is on any origin. */
function randomKey(): string {
  return [...crypto.getRandomValues(new Uint32Array(4))].map((word) => word.toString(36)).join('-');
}
