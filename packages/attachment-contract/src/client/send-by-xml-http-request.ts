import type { UploadRequest } from './send.ts';

/** What the client looks at in an answer's head. */
const READ_HEADERS = ['content-type', 'retry-after'];

/**
 * Sends with the browser's XMLHttpRequest, which unlike `fetch` tells an upload's progress.
 * Give it to `createClient` as `send`.
 *
 * @throws TypeError when no answer came, and the signal's reason when it was called off, as `fetch`
 *   does
 */
export async function sendByXmlHttpRequest(upload: UploadRequest): Promise<Response> {
  upload.signal?.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<Response>();
  const request = new XMLHttpRequest();
  request.open('POST', upload.url);
  request.responseType = 'text';
  for (const [name, value] of Object.entries(upload.headers)) {
    request.setRequestHeader(name, value);
  }
  request.upload.onprogress = ({ loaded, total }) =>
    upload.onProgress?.({ sentBytes: loaded, totalBytes: total });
  request.onload = () => resolve(toResponse(request));
  request.onerror = () => reject(new TypeError('The upload failed: no answer came'));
  request.onabort = () => reject(upload.signal?.reason);
  request.ontimeout = request.onerror;
  upload.signal?.addEventListener('abort', () => request.abort(), { once: true });
  request.send(upload.body);
  return promise;
}

function toResponse(request: XMLHttpRequest): Response {
  return new Response(request.responseText, {
    status: request.status,
    statusText: request.statusText,
    headers: READ_HEADERS.flatMap((name): [string, string][] => {
      const value = request.getResponseHeader(name);
      return value === null ? [] : [[name, value]];
    }),
  });
}
