import type { UploadRequest } from './send.ts';

/**
 * Sends with the browser's XMLHttpRequest, which unlike `fetch` tells an upload's progress.
 * Give it to `createClient` as `send`.
 *
 * @throws TypeError when no answer came, as `fetch` does
 */
export function sendByXmlHttpRequest(upload: UploadRequest): Promise<Response> {
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
  request.onabort = request.onerror;
  request.ontimeout = request.onerror;
  request.send(upload.body);
  return promise;
}

function toResponse(request: XMLHttpRequest): Response {
  return new Response(request.responseText, {
    status: request.status,
    statusText: request.statusText,
    headers: { 'content-type': request.getResponseHeader('content-type') ?? '' },
  });
}
