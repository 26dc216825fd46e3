import { type Message, MessagePage } from '../schemas/message.ts';
import type { AttachmentWrites, NewMessage, PostOptions } from './attachment-writes.ts';
import type { Http } from './http.ts';

export interface PageOptions {
  /** `nextCursor` of the page before. */
  before?: string | undefined;
  /** Messages of the page, 1 to 100. */
  limit?: number | undefined;
}

export interface MessagesClient {
  list(conversationId: string, options?: PageOptions): Promise<MessagePage>;
  post(conversationId: string, message: NewMessage, options?: PostOptions): Promise<Message>;
  delete(id: string): Promise<void>;
}

/** Messages of a conversation, newest first. */
export function messages(http: Http, post: AttachmentWrites['post']): MessagesClient {
  return {
    list: (conversationId, options = {}) =>
      http.json(MessagePage, { method: 'GET', path: pagePath(conversationId, options) }),
    post: (conversationId, message, options = {}) => post(conversationId, message, options),
    delete: async (id) => {
      await http.request({ method: 'DELETE', path: `/api/messages/${encodeURIComponent(id)}` });
    },
  };
}

function pagePath(conversationId: string, { before, limit }: PageOptions): string {
  const query = new URLSearchParams();
  if (before !== undefined) query.set('before', before);
  if (limit !== undefined) query.set('limit', String(limit));
  return `/api/conversations/${encodeURIComponent(conversationId)}/messages?${query}`;
}
