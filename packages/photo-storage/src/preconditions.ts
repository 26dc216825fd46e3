import type { Request } from 'express';
import type { ByteRange } from './photo-storage.ts';

/** Whether the client has it already: If-None-Match (RFC 9110, 13.1.2), compared weakly. */
export function isNotModified(req: Request, etag: string): boolean {
  const header = req.get('If-None-Match');
  if (header === undefined) return false;
  const tags: string[] = header.match(/"[^"]*"/g) ?? [];
  return header.trim() === '*' || tags.includes(etag);
}

/**
 * The part of the photo that is asked for (RFC 9110, 14.2). Several ranges, other units, malformed ranges and, by
 * If-Range, ranges of a photo that was another one all mean the whole.
 */
export function requestedRange(
  req: Request,
  etag: string,
  byteSize: number,
): ByteRange | 'whole' | 'unsatisfiable' {
  const header = req.get('Range');
  const ifRange = req.get('If-Range');
  if (req.method !== 'GET' || header === undefined) return 'whole';
  if (ifRange !== undefined && ifRange !== etag) return 'whole';

  const [, first, last] = /^bytes=\s*(\d*)-(\d*)\s*$/i.exec(header) ?? [];
  if (first === undefined || last === undefined || first + last === '') return 'whole';
  return first === '' ? suffix(Number(last), byteSize) : span(first, last, byteSize);
}

/** The last bytes; of a photo that has fewer, all. */
function suffix(length: number, byteSize: number): ByteRange | 'unsatisfiable' {
  if (length === 0) return 'unsatisfiable';
  return { start: Math.max(0, byteSize - length), end: byteSize - 1 };
}

function span(first: string, last: string, byteSize: number) {
  const start = Number(first);
  const end = last === '' ? Number.POSITIVE_INFINITY : Number(last);
  if (end < start) return 'whole';
  return start < byteSize ? { start, end: Math.min(end, byteSize - 1) } : 'unsatisfiable';
}
