import { createClient, type PhotosClient } from '@photos/attachment-contract';
import type { AttachmentRef, PhotoAppClient } from './photo-app-client.ts';

/** A client of this checkout: whatever routes it uses in this phase, it gets by with them. */
export class CurrentClient implements PhotoAppClient {
  readonly #client: PhotosClient;
  #token: string | undefined;

  constructor(origin: string) {
    this.#client = createClient({ origin });
  }

  async signUp(account: { handle: string; displayName: string; password: string }) {
    return await this.#client.signUp(account);
  }

  async signIn(credentials: { handle: string; password: string }) {
    const { token, user } = await this.#client.signIn(credentials);
    this.#token = token;
    return user;
  }

  async listConversations() {
    return await this.#client.conversations.list();
  }

  async createConversation(title: string, memberHandles: string[]) {
    return await this.#client.conversations.create({ title, memberHandles });
  }

  async listMessages(conversationId: string, page: { before?: string; limit?: number } = {}) {
    return await this.#client.messages.list(conversationId, page);
  }

  async postMessage(
    conversationId: string,
    { body, photos = [], idempotencyKey }: Parameters<PhotoAppClient['postMessage']>[1],
  ) {
    return await this.#client.messages.post(conversationId, {
      body,
      photos: photos.map(({ fileName, contentType, bytes }) => ({
        fileName,
        content: new Blob([bytes], { type: contentType }),
      })),
      ...(idempotencyKey !== undefined && { idempotencyKey }),
    });
  }

  async deleteMessage(id: string) {
    await this.#client.messages.delete(id);
  }

  async getAttachment(ref: AttachmentRef) {
    return await this.#client.attachments.get(ref);
  }

  async setCaption(ref: AttachmentRef, caption: string) {
    return await this.#client.attachments.setCaption(ref, caption);
  }

  async deleteAttachment(ref: AttachmentRef) {
    await this.#client.attachments.delete(ref);
  }

  async downloadPhoto(ref: AttachmentRef) {
    return await (await this.#client.attachments.content(ref)).bytes();
  }

  /** As a browser gets it for an `<img>`: from the address that the client gives, with the cookie. */
  async requestPhoto(ref: AttachmentRef, request: RequestInit = {}) {
    const headers = new Headers(request.headers);
    if (this.#token !== undefined) headers.set('Cookie', `session=${this.#token}`);
    return await fetch(await this.#client.attachments.contentUrl(ref), { ...request, headers });
  }
}
