import { Conversation, ConversationList, type NewConversation } from '../schemas/conversation.ts';
import type { Http } from './http.ts';

const PATH = '/api/conversations';

export interface ConversationsClient {
  /** The conversations that the user is a member of. */
  list(): Promise<Conversation[]>;
  create(conversation: NewConversation): Promise<Conversation>;
}

export function conversations(http: Http): ConversationsClient {
  return {
    list: async () => (await http.json(ConversationList, { method: 'GET', path: PATH })).items,
    create: (body) => http.json(Conversation, { method: 'POST', path: PATH, body }),
  };
}
