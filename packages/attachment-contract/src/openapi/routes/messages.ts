import type { RouteConfig } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { MAX_PHOTO_BYTES, MAX_PHOTOS } from '../../limits.ts';
import {
  BODY_FIELD,
  IdempotencyKey,
  Message,
  MessagePage,
  MessagePageQuery,
  NewMessageFields,
  NewMessageReferences,
  PHOTOS_FIELD,
} from '../../schemas/message.ts';
import { PathParameters } from '../../schemas/path-parameters.ts';
import { PHOTO_CONTENT_TYPES } from '../../schemas/photo-content-type.ts';
import { json, problems } from '../responses.ts';
import { SESSION_SECURITY } from '../security.ts';

const MultipartMessage = z.object({
  [BODY_FIELD]: NewMessageFields.shape.body,
  [PHOTOS_FIELD]: z
    .array(z.file().meta({ type: 'string', contentMediaType: 'application/octet-stream' }))
    .max(MAX_PHOTOS)
    .optional()
    .meta({ description: `Each at most ${MAX_PHOTO_BYTES} bytes, recognised by its bytes` }),
});

export const messageRoutes: RouteConfig[] = [
  {
    method: 'get',
    path: '/api/conversations/{id}/messages',
    operationId: 'listMessages',
    summary: 'List messages, newest first: by createdAt, then by id',
    security: SESSION_SECURITY,
    request: { params: PathParameters, query: MessagePageQuery },
    responses: { 200: json('A page of messages', MessagePage), ...problems(401, 404, 422) },
  },
  {
    method: 'post',
    path: '/api/conversations/{id}/messages',
    operationId: 'postMessage',
    summary: 'Post a message with photos, or with uploads made before',
    security: SESSION_SECURITY,
    request: {
      params: PathParameters,
      headers: z.object({
        'Idempotency-Key': IdempotencyKey.optional().meta({
          description:
            'Makes a post safe to repeat. Send one with JSON: if the answer is lost, or 503, the uploads may be claimed already, and only a post with the same key can have them',
        }),
      }),
      body: {
        required: true,
        content: {
          'multipart/form-data': {
            schema: MultipartMessage,
            encoding: { [PHOTOS_FIELD]: { contentType: PHOTO_CONTENT_TYPES.join(', ') } },
          },
          'application/json': { schema: NewMessageReferences },
        },
      },
    },
    responses: {
      200: json('The message that an earlier post with this key made', Message),
      201: json('The new message', Message),
      ...problems(400, 401, 404, 408, 410, 413, 415, 422, 503),
    },
  },
  {
    method: 'delete',
    path: '/api/messages/{id}',
    operationId: 'deleteMessage',
    summary: 'Delete a message with its photos; only its sender may',
    security: SESSION_SECURITY,
    request: { params: PathParameters },
    responses: { 204: { description: 'It is deleted' }, ...problems(401, 403, 404, 422) },
  },
];
