import { malformed, notFound } from '@photos/service-kit';

/** Longer nestings of percent-encoding than this have no honest use. */
const MAX_DECODINGS = 4;

/**
 * Reads the path of a request target and refuses every target that the edge and an app behind it
 * could read differently: other forms than origin-form (RFC 9112, 3.2.1), dot segments, empty
 * segments, encoded slashes, backslashes, control characters, in any depth of percent-encoding.
 * What is left is forwarded as it came.
 * @returns the path, decoded
 * @throws {Problem} 400 for a refused target, 404 for the paths that only services may use
 */
export function publicPath(target: string): string {
  if (!target.startsWith('/')) throw malformed('The request target must be a path.');
  const raw = target.split(/[?#]/, 1)[0] as string;
  if (target.includes('#')) throw malformed('A request target has no fragment.');
  if (countSlashes(decode(raw)) !== countSlashes(raw)) throw ambiguous();
  const path = decodeFully(raw);
  if (isAmbiguous(path)) throw ambiguous();
  if (/^\/internal(\/|$)/i.test(path)) throw notFound();
  return path;
}

const ambiguous = () => malformed('The path of the request is ambiguous.');

function isAmbiguous(path: string): boolean {
  const segments = path.slice(1).split('/');
  const inner = segments.slice(0, -1);
  return (
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
    /[\\\x00-\x1f\x7f]/.test(path) ||
    inner.includes('') ||
    segments.some((segment) => /^\.{1,2}(;|$)/.test(segment))
  );
}

const countSlashes = (text: string) => text.split('/').length;

function decodeFully(path: string): string {
  let decoded = path;
  for (let depth = 0; depth < MAX_DECODINGS; depth++) {
    const next = depth === 0 ? decode(decoded) : decodeLeniently(decoded);
    if (next === decoded) return decoded;
    decoded = next;
  }
  throw ambiguous();
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw malformed('The path is not valid percent-encoding.');
  }
}

/** A decoded path may hold a percent sign that is just that. */
function decodeLeniently(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
