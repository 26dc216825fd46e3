/** How far an upload has come, in bytes of the whole request. */
export interface UploadProgress {
  sentBytes: number;
  totalBytes: number;
}

/** A request that carries photos. */
export interface UploadRequest {
  url: string;
  headers: Record<string, string>;
  body: FormData;
  onProgress?: ((progress: UploadProgress) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** Posts photos, and resolves with the answer, whatever its status. Rejects when none came. */
export type Send = (request: UploadRequest) => Promise<Response>;

/** Sends with `fetch`, which streams the photos from where they are but tells no progress. */
export function sendByFetch(fetch: typeof globalThis.fetch): Send {
  return ({ url, headers, body, signal }) =>
    fetch(url, { method: 'POST', headers, body, signal: signal ?? null });
}
