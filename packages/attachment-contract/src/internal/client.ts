import type { z } from 'zod';
import { ContractError } from '../client/contract-error.ts';
import { ProblemError } from '../client/problem-error.ts';
import type { Attachment } from '../schemas/attachment.ts';
import { fetchFrom } from './fetch-from.ts';
import {
  ByMessagesResponse,
  type ChecksumsRequest,
  ChecksumsResponse,
  type FingerprintsRequest,
  FingerprintsResponse,
  MergeResponse,
  RowsResponse,
  type SnapshotsRequest,
  SnapshotsResponse,
} from './routes.ts';
import type { AttachmentSnapshot } from './snapshot.ts';

export interface InternalClientOptions {
  /** Where the media service answers, such as `http://media-service`. */
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
  /** The same with snapshots that are JSON already, as a database makes it. */
  mergeJson(snapshots: string[], options?: CallOptions): Promise<MergeResponse>;
  /** The attachments of messages, 1 to 100, each message's in upload order. Throws as `merge` does. */
  ofMessages(messageIds: string[], options?: CallOptions): Promise<Attachment[]>;
  /** What stands for all rows of each range, in the order of the ranges. Throws as `merge` does. */
  checksums(
    ranges: ChecksumsRequest['ranges'],
    options?: CallOptions,
  ): Promise<ChecksumsResponse['checksums']>;
  /** What stands for each of the first rows of a range. Throws as `merge` does. */
  fingerprints(
    request: FingerprintsRequest,
    options?: CallOptions,
  ): Promise<FingerprintsResponse['items']>;
  /** Rows as they are stored, tombstones too, whatever their fields hold. Throws as `merge` does. */
  rows(ids: string[], options?: CallOptions): Promise<RowsResponse['items']>;
  /** What the service knows of attachments, deleted ones too. Throws as `merge` does. */
  snapshots(request: SnapshotsRequest, options?: CallOptions): Promise<AttachmentSnapshot[]>;
}

/** A client of the media service's internal routes, for the monolith. */
export function createInternalClient(options: InternalClientOptions): InternalClient {
  const mergeJson: InternalClient['mergeJson'] = async (snapshots, call) => {
    const path = '/internal/attachments/merge';
    const body = `{"snapshots":[${snapshots.join(',')}]}`;
    const answer = await post(options, { path, body, schema: MergeResponse }, call);
    if (answer.acknowledged === snapshots.length) return answer;
    throw new ContractError(path, new Error('not every snapshot was acknowledged'));
  };
  const ask = <T>(what: string, body: unknown, schema: z.ZodType<T>, call?: CallOptions) =>
    post(
      options,
      { path: `/internal/attachments/${what}`, body: JSON.stringify(body), schema },
      call,
    );
  return {
    merge: (snapshots, call) =>
      mergeJson(
        snapshots.map((snapshot) => JSON.stringify(snapshot)),
        call,
      ),
    mergeJson,
    ofMessages: async (messageIds, call) =>
      (await ask('by-messages', { messageIds }, ByMessagesResponse, call)).items,
    checksums: async (ranges, call) =>
      (await ask('checksums', { ranges }, ChecksumsResponse, call)).checksums,
    fingerprints: async (request, call) =>
      (await ask('fingerprints', request, FingerprintsResponse, call)).items,
    rows: async (ids, call) => (await ask('rows', { ids }, RowsResponse, call)).items,
    snapshots: async (request, call) =>
      (await ask('snapshots', request, SnapshotsResponse, call)).items,
  };
}

async function post<T>(
  { url, serviceToken, requestId }: InternalClientOptions,
  { path, body, schema }: { path: string; body: string; schema: z.ZodType<T> },
  { signal }: CallOptions = {},
): Promise<T> {
  const id = requestId();
  const response = await fetchFrom(url, path, {
    method: 'POST',
    headers: {
      ...(id !== undefined && { 'x-request-id': id }),
      authorization: `Bearer ${serviceToken}`,
      'content-type': 'application/json',
    },
    body,
    // The service never redirects, so whoever does is not the service.
    redirect: 'error',
    signal: signal ?? null,
  });
  if (!response.ok) throw await ProblemError.from(response);
  try {
    return schema.parse(await response.json());
  } catch (error) {
    signal?.throwIfAborted();
    throw new ContractError(response.url, error);
  }
}
