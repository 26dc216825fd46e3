import type { Request } from 'express';
import parseRange from 'range-parser';
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
  if (!/^bytes=/i.test(header)) return 'whole';

  const ranges = parseRange(byteSize, header);
  if (ranges === -1) return 'unsatisfiable';
  if (ranges === -2 || ranges.length !== 1) return 'whole';
  return ranges[0] ?? 'whole';
}
