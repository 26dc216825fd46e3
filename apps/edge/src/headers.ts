import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** Headers that are about one connection only (RFC 9110, 7.6.1). */
const HOP_BY_HOP = [
  'connection',
  'expect',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** A `Connection` header that names these would change where a message ends or goes. */
const NEVER_HOP_BY_HOP = ['content-length', 'host'];

/** Who the client is, in the words of a proxy; a client's own words are not believed. */
const FORWARDED = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
];

/** All headers that go from one end to the other. */
export function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const named = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase());
  const dropped = new Set(named.filter((name) => !NEVER_HOP_BY_HOP.includes(name)));
  return without(headers, new Set([...HOP_BY_HOP, ...dropped]));
}

/** What an app gets of a request that came from another app. */
export function requestHeaders(request: IncomingMessage, requestId: string): IncomingHttpHeaders {
  // The app is told anew how the body ends, so that it can't read that differently than the edge.
  const chunked = request.headers['transfer-encoding'] !== undefined;
  return {
    ...endToEnd(request.headers),
    ...(chunked ? { 'transfer-encoding': 'chunked' } : {}),
    'x-request-id': requestId,
  };
}

/**
 * What an app gets of a request that came from outside.
 *
 * @param scheme how clients reach the edge: not always as it is reached itself, for TLS ends before it
 */
export function publicRequestHeaders(
  request: IncomingMessage,
  requestId: string,
  scheme: string,
): IncomingHttpHeaders {
  const { host } = request.headers;
  return {
    ...without(requestHeaders(request, requestId), new Set(FORWARDED)),
    'x-forwarded-for': request.socket.remoteAddress ?? '',
    'x-forwarded-proto': scheme,
    ...(host === undefined ? {} : { 'x-forwarded-host': host }),
  };
}

/** Whether a body follows the headers of a request. */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function without(headers: IncomingHttpHeaders, names: ReadonlySet<string>): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.has(name)));
}
