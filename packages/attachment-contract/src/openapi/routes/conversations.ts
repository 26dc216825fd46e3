import type { RouteConfig } from '@asteasolutions/zod-to-openapi';
import { Conversation, ConversationList, NewConversation } from '../../schemas/conversation.ts';
import { MediaGrant, MediaGrantQuery } from '../../schemas/media-grant.ts';
import { PathParameters } from '../../schemas/path-parameters.ts';
import { jsonBody } from '../request-body.ts';
import { json, problems } from '../responses.ts';
import { SESSION_SECURITY } from '../security.ts';

export const conversationRoutes: RouteConfig[] = [
  {
    method: 'get',
    path: '/api/conversations',
    operationId: 'listConversations',
    summary: "List the user's conversations",
    security: SESSION_SECURITY,
    responses: { 200: json('The conversations', ConversationList), ...problems(401) },
  },
  {
    method: 'post',
    path: '/api/conversations',
    operationId: 'createConversation',
    summary: 'Start a conversation with users named by their handles',
    security: SESSION_SECURITY,
    request: { body: jsonBody(NewConversation) },
    responses: {
      201: json('The new conversation', Conversation),
      ...problems(400, 401, 413, 415, 422),
    },
  },
  {
    method: 'get',
    path: '/api/conversations/{id}/media-grant',
    operationId: 'getMediaGrant',
    summary: "Get a token for a conversation's photos at /media",
    security: SESSION_SECURITY,
    request: { params: PathParameters, query: MediaGrantQuery },
    responses: { 200: json('The grant', MediaGrant), ...problems(401, 404, 422) },
  },
];
