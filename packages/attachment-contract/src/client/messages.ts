import { type Message, MessagePage } from '../schemas/message.ts';
import type { AttachmentWrites, NewMessage, PostOptions } from './attachment-writes.ts';
import type { Http } from './http.ts';
import type { SeenVersions } from './seen-versions.ts';

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
export function messages(
  http: Http,
  { post, seen }: { post: AttachmentWrites['post']; seen: SeenVersions },
): MessagesClient {
  return {
    list: async (conversationId, options = {}) => {
      const path = pagePath(conversationId, options);
      const page = await http.json(MessagePage, { method: 'GET', path });
      for (const message of page.items) seen.recordMessage(message);
      return page;
    },
    post: (conversationId, message, options = {}) => post(conversationId, message, options),
    delete: async (id) => {
      const path = `/api/messages/${encodeURIComponent(id)}`;
      await seen.recordAnswer(id, http.request({ method: 'DELETE', path }));
      seen.recordDeletionOf(id);
    },
  };
}

function pagePath(conversationId: string, { before, limit }: PageOptions): string {
  const query = new URLSearchParams();
  if (before !== undefined) query.set('before', before);
  if (limit !== undefined) query.set('limit', String(limit));
  return `/api/conversations/${encodeURIComponent(conversationId)}/messages?${query}`;
}
