import type { z } from 'zod';
import { ContractError } from '../client/contract-error.ts';
import type { Attachment } from '../schemas/attachment.ts';
import { parse, requireSuccess } from './answers.ts';
import { fetchFrom } from './fetch-from.ts';
import {
  ByMessagesResponse,
  type ChangesQuery,
  ChangesResponse,
  MergeResponse,
  OldRouteUsageResponse,
  type ReserveRequest,
  ReserveResponse,
  type SettleRequest,
  SettleResponse,
  type SnapshotsRequest,
  SnapshotsResponse,
} from './routes.ts';
import type { AttachmentSnapshot } from './snapshot.ts';

export interface InternalClientOptions {
  /** Where the other service answers, such as `http://media-service`. */
  url: string;
  serviceToken: string;
  /** The id of the request that a call is made for, which is passed on. */
  requestId: () => string | undefined;
}

export interface CallOptions {
  /** Calls the request off. */
  signal?: AbortSignal;
}

export interface InternalClient {
  /**
   * Merges snapshots, 1 to 1,000, into the service's store. Safe to repeat.
   *
   * @throws UnreachableError when no answer came, ProblemError when it was no success, ContractError
   *   when it was not understood, the signal's reason when it was called off: in each case the merge
   *   may have happened or not
   */
  merge(snapshots: AttachmentSnapshot[], options?: CallOptions): Promise<MergeResponse>;
  /** The attachments of messages, 1 to 100, each message's in upload order. Throws as `merge` does. */
  ofMessages(messageIds: string[], options?: CallOptions): Promise<Attachment[]>;
  /** What the service knows of attachments, deleted ones too. Throws as `merge` does. */
  snapshots(request: SnapshotsRequest, options?: CallOptions): Promise<AttachmentSnapshot[]>;
  /**
   * Claims uploads for a message: all of them or none. The first claim of a message counts.
   *
   * @returns what the message has. Throws as `merge` does; ProblemError 422 when one can't be claimed
   */
  reserve(
    messageId: string,
    reservation: ReserveRequest,
    options?: CallOptions,
  ): Promise<Attachment[]>;
  /** The message came to be. Safe to repeat. Throws as `merge` does. */
  confirm(messageId: string, options?: CallOptions): Promise<void>;
  /** Deletes the attachments of a deleted message. Safe to repeat. Throws as `merge` does. */
  removeMessage(messageId: string, options?: CallOptions): Promise<void>;
  /** Changes after a cursor, from the oldest on. Throws as `merge` does. */
  changes(query: ChangesQuery, options?: CallOptions): Promise<ChangesResponse>;
  /** When routes were last used that only dual writing needs. Throws as `merge` does. */
  oldRouteUsage(options?: CallOptions): Promise<OldRouteUsageResponse['items']>;
}

/** A client of the media service's internal routes, for the monolith. */
export function createInternalClient(options: InternalClientOptions): InternalClient {
  const post = async <T>(
    path: string,
    body: unknown,
    schema: z.ZodType<T>,
    call: CallOptions = {},
  ): Promise<T> => parse(schema, await send(options, { method: 'POST', path, body }, call), call);

  return {
    merge: async (snapshots, call) => {
      const path = '/internal/attachments/merge';
      const answer = await post(path, { snapshots }, MergeResponse, call);
      if (answer.acknowledged === snapshots.length) return answer;
      throw new ContractError(path, new Error('not every snapshot was acknowledged'));
    },
    ofMessages: async (messageIds, call) => {
      const path = '/internal/attachments/by-messages';
      return (await post(path, { messageIds }, ByMessagesResponse, call)).items;
    },
    snapshots: async (request, call) =>
      (await post('/internal/attachments/snapshots', request, SnapshotsResponse, call)).items,
    reserve: async (messageId, reservation, call) => {
      const path = `/internal/messages/${messageId}/reserve`;
      return (await post(path, reservation, ReserveResponse, call)).items;
    },
    confirm: async (messageId, call = {}) => {
      const path = `/internal/messages/${messageId}/confirm`;
      await send(options, { method: 'POST', path }, call);
    },
    removeMessage: async (messageId, call = {}) => {
      await send(options, { method: 'DELETE', path: `/internal/messages/${messageId}` }, call);
    },
    changes: async ({ after, limit }, call = {}) => {
      const path = `/internal/changes?${new URLSearchParams({ after, limit: String(limit) })}`;
      const response = await send(options, { method: 'GET', path }, call);
      return parse(ChangesResponse, response, call);
    },
    oldRouteUsage: async (call = {}) => {
      const path = '/internal/old-route-usage';
      const response = await send(options, { method: 'GET', path }, call);
      return (await parse(OldRouteUsageResponse, response, call)).items;
    },
  };
}

interface InternalRequest {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  /** Sent as JSON. */
  body?: unknown;
}

async function send(
  { url, serviceToken, requestId }: InternalClientOptions,
  { method, path, body }: InternalRequest,
  { signal }: CallOptions,
): Promise<Response> {
  const id = requestId();
  const response = await fetchFrom(url, path, {
    method,
    headers: {
      ...(id !== undefined && { 'x-request-id': id }),
      authorization: `Bearer ${serviceToken}`,
      'content-type': 'application/json',
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    // The services never redirect, so whoever does is none of them.
    redirect: 'error',
    signal: signal ?? null,
  });
  return requireSuccess(response);
}

export interface MessagesClient {
  /**
   * Asks what became of messages, 1 to 100. Those said to be abandoned never will exist with photos.
   * Throws as `InternalClient.merge` does.
   */
  settle(messageIds: string[], options?: CallOptions): Promise<SettleResponse>;
}

/** A client of the monolith's internal routes, for the media service. */
export function createMessagesClient(options: InternalClientOptions): MessagesClient {
  return {
    settle: async (messageIds, call = {}) => {
      const path = '/internal/messages/settle';
      const body: SettleRequest = { messageIds };
      const response = await send(options, { method: 'POST', path, body }, call);
      return parse(SettleResponse, response, call);
    },
  };
}
