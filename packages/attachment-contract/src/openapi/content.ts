import { z } from 'zod';
import { PathParameters } from '../schemas/path-parameters.ts';
import { PHOTO_CONTENT_TYPES } from '../schemas/photo-content-type.ts';

const text = { type: 'string' } as const;

const contentHeaders = {
  ETag: { description: 'Strong tag of the bytes', required: true, schema: text },
  'Accept-Ranges': { required: true, schema: { const: 'bytes' } },
  'X-Content-Type-Options': { required: true, schema: { const: 'nosniff' } },
};

const bytes = Object.fromEntries(PHOTO_CONTENT_TYPES.map((type) => [type, {}]));

/** What a request for a photo's bytes may have. */
export const contentRequest = {
  params: PathParameters,
  headers: z.object({
    Range: z.string().optional(),
    'If-Range': z.string().optional(),
    'If-None-Match': z.string().optional(),
  }),
};

/** The answers that have a photo's bytes, or spare them. */
export const contentResponses = {
  200: { description: 'All bytes', headers: contentHeaders, content: bytes },
  206: {
    description: 'The bytes of the range',
    headers: { ...contentHeaders, 'Content-Range': { required: true, schema: text } },
    content: bytes,
  },
  304: { description: 'The tag still matches', headers: { ETag: contentHeaders.ETag } },
};
