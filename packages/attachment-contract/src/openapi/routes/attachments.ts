import type { RouteConfig } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { Attachment, AttachmentEdit } from '../../schemas/attachment.ts';
import { PathParameters } from '../../schemas/path-parameters.ts';
import { PHOTO_CONTENT_TYPES } from '../../schemas/photo-content-type.ts';
import { jsonBody } from '../request-body.ts';
import { json, problems } from '../responses.ts';
import { SESSION_SECURITY } from '../security.ts';

const text = { type: 'string' } as const;

const contentHeaders = {
  ETag: { description: 'Strong tag of the bytes', required: true, schema: text },
  'Accept-Ranges': { required: true, schema: { const: 'bytes' } },
  'X-Content-Type-Options': { required: true, schema: { const: 'nosniff' } },
};

const bytes = Object.fromEntries(PHOTO_CONTENT_TYPES.map((type) => [type, {}]));

export const attachmentRoutes: RouteConfig[] = [
  {
    method: 'get',
    path: '/api/attachments/{id}',
    operationId: 'getAttachment',
    summary: "Read a photo's metadata",
    security: SESSION_SECURITY,
    request: { params: PathParameters },
    responses: { 200: json('The attachment', Attachment), ...problems(401, 404, 422) },
  },
  {
    method: 'get',
    path: '/api/attachments/{id}/content',
    operationId: 'getAttachmentContent',
    summary: "Read a photo's bytes",
    security: SESSION_SECURITY,
    request: {
      params: PathParameters,
      headers: z.object({
        Range: z.string().optional(),
        'If-Range': z.string().optional(),
        'If-None-Match': z.string().optional(),
      }),
    },
    responses: {
      200: { description: 'All bytes', headers: contentHeaders, content: bytes },
      206: {
        description: 'The bytes of the range',
        headers: { ...contentHeaders, 'Content-Range': { required: true, schema: text } },
        content: bytes,
      },
      304: { description: 'The tag still matches', headers: { ETag: contentHeaders.ETag } },
      307: {
        description: 'The bytes are elsewhere',
        headers: { Location: { required: true, schema: text } },
      },
      ...problems(401, 404, 416, 422),
    },
  },
  {
    method: 'patch',
    path: '/api/attachments/{id}',
    operationId: 'editAttachment',
    summary: "Change a photo's caption; only its uploader may",
    security: SESSION_SECURITY,
    request: { params: PathParameters, body: jsonBody(AttachmentEdit) },
    responses: {
      200: json('The attachment as it is now', Attachment),
      ...problems(400, 401, 403, 404, 413, 415, 422),
    },
  },
  {
    method: 'delete',
    path: '/api/attachments/{id}',
    operationId: 'deleteAttachment',
    summary: 'Delete a photo; only its uploader may',
    security: SESSION_SECURITY,
    request: { params: PathParameters },
    responses: { 204: { description: 'It is deleted' }, ...problems(401, 403, 404, 422) },
  },
];
