import type { Conversation, Message, User } from '../behaviour/clients/photo-app-client.ts';
import { messageForm } from './multipart.ts';
import type { Photo } from './photos.ts';
import { newHandle, password } from './users.ts';

/** A user, and HTTP requests in their name: for tests that look at the wire. */
export class ApiUser {
  readonly origin: string;
  readonly user: User;
  readonly token: string;

  private constructor(origin: string, session: { user: User; token: string }) {
    this.origin = origin;
    this.user = session.user;
    this.token = session.token;
  }

  /** Signs up and in as somebody new. */
  static async create(origin: string, name?: string): Promise<ApiUser> {
    const handle = newHandle(name);
    await postJson(origin, '/api/users', { handle, displayName: name ?? 'User', password });
    const session = await postJson(origin, '/api/sessions', { handle, password });
    return new ApiUser(origin, session as { user: User; token: string });
  }

  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('Authorization', `Bearer ${this.token}`);
    return await fetch(this.origin + path, { ...init, headers });
  }

  async send(method: string, path: string, body: unknown): Promise<Response> {
    return await this.fetch(path, {
      method,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  async startConversation(...others: ApiUser[]): Promise<Conversation> {
    return (await postJson(
      this.origin,
      '/api/conversations',
      { title: 'Holiday', memberHandles: others.map(({ user }) => user.handle) },
      { Authorization: `Bearer ${this.token}` },
    )) as Conversation;
  }

  /** Posts a message the way phase 0's clients do, whatever the answer. */
  async post(
    conversationId: string,
    message: { body?: string; photos?: Photo[]; idempotencyKey?: string },
    init: RequestInit = {},
  ): Promise<Response> {
    const { body = '', photos = [], idempotencyKey } = message;
    return await this.fetch(messagesPath(conversationId), {
      ...init,
      method: 'POST',
      body: messageForm(body, photos),
      headers: idempotencyKey === undefined ? {} : { 'Idempotency-Key': idempotencyKey },
    });
  }

  /** Posts a message that must be accepted. */
  async posted(
    conversationId: string,
    message: { body?: string; photos?: Photo[]; idempotencyKey?: string },
  ): Promise<Message> {
    return (await json(await this.post(conversationId, message))) as Message;
  }
}

export function messagesPath(conversationId: string): string {
  return `/api/conversations/${conversationId}/messages`;
}

async function postJson(
  origin: string,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<unknown> {
  const response = await fetch(origin + path, {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  return await json(response);
}

/** The JSON of an answer that must be a success. */
export async function json(response: Response): Promise<unknown> {
  if (!response.ok) throw new Error(`${response.status} ${response.url}: ${await response.text()}`);
  return await response.json();
}
