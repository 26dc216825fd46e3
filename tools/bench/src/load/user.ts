import { randomUUID } from 'node:crypto';
import type { PhotosClient } from '@photos/attachment-contract';
import type { Stack } from '@photos/local-stack';
import { clientOf } from '@photos/rehearsal/builds';
import { Agent, type Dispatcher, request } from 'undici';
import type { MultipartBody } from './multipart.ts';

/** Somebody who is signed in, with a conversation of their own. */
export interface User {
  conversationId: string;
  /** The typed client of the checkout that the stack runs: what an up-to-date app uses. */
  client: PhotosClient;
  /** Posts a message as phase 0's apps do, with as little work on this side as there can be. */
  post(body: MultipartBody): Promise<void>;
  /** Reads a path of the app, or a URL, to its end. */
  get(path: string): Promise<void>;
}

/** Signs somebody up who uses a stack of this checkout. */
export async function newUser(stack: Stack, checkout: string): Promise<User> {
  const createClient = await clientOf(checkout);
  const client = createClient({ origin: stack.origin });
  const credentials = { handle: `bench-${randomUUID()}`, password: randomUUID() };
  await client.signUp({ ...credentials, displayName: 'Bench' });
  const { token } = await client.signIn(credentials);
  const { id: conversationId } = await client.conversations.create({
    title: 'Bench',
    memberHandles: [],
  });
  // As many connections as requests at once; they close by themselves when idle.
  const dispatcher = new Agent();
  const authorization = `Bearer ${token}`;

  return {
    conversationId,
    client,
    async post({ contentType, bytes }) {
      const url = `${stack.origin}/api/conversations/${conversationId}/messages`;
      const headers = { authorization, 'content-type': contentType };
      const answer = await request(url, { method: 'POST', headers, body: bytes, dispatcher });
      await readAll(answer, 201);
    },
    async get(path) {
      const url = new URL(path, stack.origin);
      await readAll(await request(url, { headers: { authorization }, dispatcher }), 200);
    },
  };
}

/** @throws Error when the answer has another status */
async function readAll(
  { statusCode, body }: Dispatcher.ResponseData,
  expected: number,
): Promise<void> {
  if (statusCode !== expected) {
    throw new Error(`answered ${statusCode}, not ${expected}: ${await body.text()}`);
  }
  for await (const _ of body);
}
