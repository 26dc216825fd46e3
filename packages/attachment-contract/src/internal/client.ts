import type { z } from 'zod';
import { ProblemError } from '../client/problem-error.ts';
import { Attachment } from '../schemas/attachment.ts';
import { parse, requireSuccess } from './answers.ts';
import { fetchFrom } from './fetch-from.ts';
import {
  ByMessagesResponse,
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
   * An attachment that is not deleted; undefined when there is none.
   *
   * @throws UnreachableError when no answer came, ProblemError when it was no success, ContractError
   *   when it was not understood, the signal's reason when it was called off
   */
  byId(id: string, options?: CallOptions): Promise<Attachment | undefined>;
  /** The attachments of messages, 1 to 100, each message's in upload order. Throws as `byId` does. */
  ofMessages(messageIds: string[], options?: CallOptions): Promise<Attachment[]>;
  /** What the service knows of attachments, deleted ones too. Throws as `byId` does. */
  snapshots(request: SnapshotsRequest, options?: CallOptions): Promise<AttachmentSnapshot[]>;
  /**
   * Claims uploads for a message: all of them or none. The first claim of a message counts.
   *
   * @returns what the message has. Throws as `byId` does; ProblemError 422 when one can't be claimed
   */
  reserve(
    messageId: string,
    reservation: ReserveRequest,
    options?: CallOptions,
  ): Promise<Attachment[]>;
  /** The message came to be. Safe to repeat. Throws as `byId` does. */
  confirm(messageId: string, options?: CallOptions): Promise<void>;
  /** Deletes the attachments of a deleted message. Safe to repeat. Throws as `byId` does. */
  removeMessage(messageId: string, options?: CallOptions): Promise<void>;
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
    byId: async (id, call = {}) => {
      const request = { method: 'GET', path: `/internal/attachments/${id}` } as const;
      try {
        return await parse(Attachment, await send(options, request, call), call);
      } catch (error) {
        if (error instanceof ProblemError && error.status === 404) return undefined;
        throw error;
      }
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
   * Throws as `InternalClient.byId` does.
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
