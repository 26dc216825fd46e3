import { messageForm } from '../../support/multipart.ts';
import type {
  Attachment,
  AttachmentRef,
  Conversation,
  Message,
  MessagePage,
  PhotoAppClient,
  Refusal,
  User,
} from './photo-app-client.ts';

/**
 * A client that was installed before the migration and never updated: it speaks the API of phase 0
 * with nothing but `fetch`. Frozen on purpose. If a phase needs a change in here, that phase breaks
 * the apps that people have.
 */
export class OldClient implements PhotoAppClient {
  readonly #origin: string;
  #token: string | undefined;

  constructor(origin: string) {
    this.#origin = origin;
  }

  async signUp(account: { handle: string; displayName: string; password: string }) {
    return await this.#json<User>('POST', '/api/users', account);
  }

  async signIn(credentials: { handle: string; password: string }) {
    const session = await this.#json<{ token: string; user: User }>(
      'POST',
      '/api/sessions',
      credentials,
    );
    this.#token = session.token;
    return session.user;
  }

  async listConversations() {
    const page = await this.#json<{ items: Conversation[] }>('GET', '/api/conversations');
    return page.items;
  }

  async createConversation(title: string, memberHandles: string[]) {
    return await this.#json<Conversation>('POST', '/api/conversations', { title, memberHandles });
  }

  async listMessages(conversationId: string, page: { before?: string; limit?: number } = {}) {
    const query = new URLSearchParams();
    if (page.before !== undefined) query.set('before', page.before);
    if (page.limit !== undefined) query.set('limit', String(page.limit));
    return await this.#json<MessagePage>(
      'GET',
      `/api/conversations/${conversationId}/messages?${query}`,
    );
  }

  async postMessage(
    conversationId: string,
    { body, photos = [], idempotencyKey }: Parameters<PhotoAppClient['postMessage']>[1],
  ) {
    const response = await this.#fetch(`/api/conversations/${conversationId}/messages`, {
      method: 'POST',
      body: messageForm(body, photos),
      headers: idempotencyKey === undefined ? {} : { 'Idempotency-Key': idempotencyKey },
    });
    return (await (await accepted(response)).json()) as Message;
  }

  async deleteMessage(id: string) {
    await this.#json('DELETE', `/api/messages/${id}`);
  }

  async getAttachment({ id }: AttachmentRef) {
    return await this.#json<Attachment>('GET', `/api/attachments/${id}`);
  }

  async setCaption({ id }: AttachmentRef, caption: string) {
    return await this.#json<Attachment>('PATCH', `/api/attachments/${id}`, { caption });
  }

  async deleteAttachment({ id }: AttachmentRef) {
    await this.#json('DELETE', `/api/attachments/${id}`);
  }

  async downloadPhoto(ref: AttachmentRef) {
    return await (await accepted(await this.requestPhoto(ref))).bytes();
  }

  async requestPhoto({ id }: AttachmentRef, request: RequestInit = {}) {
    return await this.#fetch(`/api/attachments/${id}/content`, request);
  }

  async #json<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await this.#fetch(path, {
      method,
      ...(body !== undefined && {
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    await accepted(response);
    return (response.status === 204 ? undefined : await response.json()) as T;
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.#token !== undefined) headers.set('Authorization', `Bearer ${this.#token}`);
    return await fetch(this.#origin + path, { ...init, headers });
  }
}

async function accepted(response: Response): Promise<Response> {
  if (response.ok) return response;
  const text = await response.text();
  const refusal: Refusal = Object.assign(new Error(`${response.status} ${response.url}: ${text}`), {
    status: response.status,
    problem: JSON.parse(text) as Refusal['problem'],
  });
  throw refusal;
}
