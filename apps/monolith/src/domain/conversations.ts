import type { Conversation, NewConversation, User } from '@photos/attachment-contract';
import { invalid, notFound } from '@photos/service-kit';
import { v7 as uuidv7 } from 'uuid';
import {
  type ConversationRow,
  findConversationsOf,
  insertConversation,
  isMember,
} from '../data-access/conversation-store.ts';
import type { Database } from '../data-access/database.ts';
import { findUsersByHandles } from '../data-access/user-store.ts';
import { toUser } from './users.ts';

/** Who talks to whom. Being a member is what gives access to all that is in a conversation. */
export class Conversations {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async listOf(user: User): Promise<Conversation[]> {
    const rows = await findConversationsOf(this.#db, user.id);
    return rows.map(toConversation);
  }

  /** @throws Problem 422 when there are handles that nobody has */
  async create(creator: User, { title, memberHandles }: NewConversation): Promise<Conversation> {
    const members = await findUsersByHandles(this.#db, memberHandles);
    const known = new Set(members.map(({ handle }) => handle));
    const unknown = memberHandles.filter((handle) => !known.has(handle));
    if (unknown.length > 0) {
      throw invalid({ memberHandles: unknown.map((handle) => `nobody has the handle ${handle}`) });
    }
    const memberIds = [...new Set([creator.id, ...members.map(({ id }) => id)])];
    return toConversation(await insertConversation(this.#db, { id: uuidv7(), title, memberIds }));
  }

  /** @throws Problem 404 to whoever is not a member: they may not know that it exists */
  async requireMember(conversationId: string, userId: string): Promise<void> {
    if (!(await isMember(this.#db, conversationId, userId))) throw notFound();
  }
}

function toConversation({ id, title, members, createdAt }: ConversationRow): Conversation {
  return {
    id,
    title,
    members: members.map(({ user }) => toUser(user)),
    createdAt: createdAt.toISOString(),
  };
}
