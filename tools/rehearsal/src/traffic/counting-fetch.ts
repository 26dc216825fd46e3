import { currentTrace, type SentRequest, type Trace } from './trace.ts';

/** A user who waits longer than this calls the app broken. */
export const TIMEOUT_MS = 30_000;
const MAX_REDIRECTS = 5;
const WITHOUT_BODY = new Set([101, 204, 205, 304]);
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

/**
 * A `fetch` that notes every request in the current trace, with its latency until the last byte of
 * the answer and with what was wrong: 5xx, a connection error, a time-out. It retries nothing.
 * Redirects of GET are followed here, so that each hop counts.
 */
export const countingFetch: typeof fetch = async (input, init = {}) => {
  const trace = currentTrace() ?? { requests: [] };
  let url = new URL(input instanceof Request ? input.url : input);
  for (let hop = 0; ; hop += 1) {
    const response = await send(url, init, trace);
    const target = response.headers.get('location');
    const follows = REDIRECTS.has(response.status) && isRead(init) && target !== null;
    if (!follows || hop === MAX_REDIRECTS) return response;
    url = new URL(target, url);
  }
};

async function send(url: URL, init: RequestInit, trace: Trace): Promise<Response> {
  const request: SentRequest = {
    method: init.method ?? 'GET',
    route: url.pathname.replace(ID, ':id'),
    began: performance.now(),
    ms: 0,
  };
  trace.requests.push(request);
  const signals = [AbortSignal.timeout(TIMEOUT_MS), trace.signal, init.signal];
  const signal = AbortSignal.any(signals.filter((one) => one != null));
  try {
    const response = await fetch(url, { ...init, signal, redirect: 'manual' });
    // Reading it here makes an answer that breaks off a failure of this request.
    const body = await response.arrayBuffer();
    request.status = response.status;
    if (response.status >= 500) request.failure = `answered ${response.status}`;
    return copyOf(response, body, url);
  } catch (error) {
    if (trace.signal?.aborted) request.abandoned = true;
    else request.failure = describe(error);
    throw error;
  } finally {
    request.ms = performance.now() - request.began;
  }
}

function isRead({ method = 'GET' }: RequestInit): boolean {
  return method === 'GET' || method === 'HEAD';
}

function copyOf({ status, statusText, headers }: Response, body: ArrayBuffer, url: URL): Response {
  const copy = new Response(WITHOUT_BODY.has(status) ? null : body, {
    status,
    statusText,
    headers,
  });
  return Object.defineProperty(copy, 'url', { value: url.href });
}

function describe(error: unknown): string {
  const { name, message, cause } = error as Error & { cause?: Error & { code?: string } };
  if (name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1000} s`;
  const reason = cause === undefined ? message : [cause.code, cause.message].join(' ').trim();
  return `connection error: ${reason}`;
}
