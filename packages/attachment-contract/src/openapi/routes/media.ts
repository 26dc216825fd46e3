import type { RouteConfig } from '@asteasolutions/zod-to-openapi';
import { Attachment } from '../../schemas/attachment.ts';
import { PathParameters } from '../../schemas/path-parameters.ts';
import { contentRequest, contentResponses } from '../content.ts';
import { json, problems } from '../responses.ts';
import { GRANT_IN_URL_SECURITY, GRANT_SECURITY } from '../security.ts';

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
];
