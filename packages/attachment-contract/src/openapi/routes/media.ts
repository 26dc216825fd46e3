import type { RouteConfig } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { MAX_PHOTO_BYTES } from '../../limits.ts';
import { PHOTO_FIELD } from '../../media-paths.ts';
import { Attachment, AttachmentEdit } from '../../schemas/attachment.ts';
import { PathParameters } from '../../schemas/path-parameters.ts';
import { PHOTO_CONTENT_TYPES } from '../../schemas/photo-content-type.ts';
import { contentRequest, contentResponses } from '../content.ts';
import { jsonBody } from '../request-body.ts';
import { json, problems } from '../responses.ts';
import { GRANT_IN_URL_SECURITY, GRANT_SECURITY } from '../security.ts';

const MultipartPhoto = z.object({
  [PHOTO_FIELD]: z.file().meta({
    type: 'string',
    contentMediaType: 'application/octet-stream',
    description: `At most ${MAX_PHOTO_BYTES} bytes, recognised by its bytes`,
  }),
});

/** What the media service answers by itself. */
export const mediaRoutes: RouteConfig[] = [
  {
    method: 'get',
    path: '/media/attachments/{id}',
    operationId: 'getMedia',
    summary: "Read a photo's metadata at the media service",
    security: GRANT_SECURITY,
    request: { params: PathParameters },
    responses: { 200: json('The attachment', Attachment), ...problems(401, 404, 422) },
  },
  {
    method: 'get',
    path: '/media/attachments/{id}/content',
    operationId: 'getMediaContent',
    summary: "Read a photo's bytes at the media service",
    security: GRANT_IN_URL_SECURITY,
    request: contentRequest,
    responses: { ...contentResponses, ...problems(401, 404, 416, 422) },
  },
  {
    method: 'post',
    path: '/media/attachments',
    operationId: 'uploadMedia',
    summary: 'Upload a photo, for a message to name later',
    security: GRANT_SECURITY,
    request: {
      body: {
        required: true,
        content: {
          'multipart/form-data': {
            schema: MultipartPhoto,
            encoding: { [PHOTO_FIELD]: { contentType: PHOTO_CONTENT_TYPES.join(', ') } },
          },
        },
      },
    },
    responses: {
      201: json('The upload: an attachment of no message', Attachment),
      ...problems(400, 401, 403, 408, 413, 415, 422, 503),
    },
  },
  {
    method: 'patch',
    path: '/media/attachments/{id}',
    operationId: 'editMedia',
    summary: "Change a photo's caption at the media service; only its uploader may",
    security: GRANT_SECURITY,
    request: { params: PathParameters, body: jsonBody(AttachmentEdit) },
    responses: {
      200: json('The attachment', Attachment),
      ...problems(400, 401, 403, 404, 413, 415, 422),
    },
  },
  {
    method: 'delete',
    path: '/media/attachments/{id}',
    operationId: 'deleteMedia',
    summary: 'Delete a photo, or an upload, at the media service; only its uploader may',
    security: GRANT_SECURITY,
    request: { params: PathParameters },
    responses: { 204: { description: 'It is deleted' }, ...problems(401, 403, 404, 422) },
  },
];
