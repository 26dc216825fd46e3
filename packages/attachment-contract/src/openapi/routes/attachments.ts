import type { RouteConfig } from '@asteasolutions/zod-to-openapi';
import { Attachment, AttachmentEdit } from '../../schemas/attachment.ts';
import { PathParameters } from '../../schemas/path-parameters.ts';
import { contentRequest, contentResponses } from '../content.ts';
import { jsonBody } from '../request-body.ts';
import { json, problems } from '../responses.ts';
import { SESSION_SECURITY } from '../security.ts';

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
    request: contentRequest,
    responses: {
      ...contentResponses,
      307: {
        description: 'The bytes are elsewhere',
        headers: { Location: { required: true, schema: { type: 'string' } } },
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
