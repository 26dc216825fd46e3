import { z } from 'zod';
import { MAX_MEMBER_HANDLES, MAX_TITLE_CHARACTERS } from '../limits.ts';
import { Id } from './id.ts';
import { text } from './text.ts';
import { Time } from './time.ts';
import { Handle, User } from './user.ts';

const Title = text({ min: 1, max: MAX_TITLE_CHARACTERS });

export const Conversation = z
  .object({ id: Id, title: Title, members: z.array(User), createdAt: Time })
  .meta({ id: 'Conversation' });
export type Conversation = z.infer<typeof Conversation>;

/** Answer of `GET /api/conversations`. */
export const ConversationList = z
  .object({ items: z.array(Conversation) })
  .meta({ id: 'ConversationList' });
export type ConversationList = z.infer<typeof ConversationList>;

/** Body of `POST /api/conversations`. Whoever sends it becomes a member, named or not. */
export const NewConversation = z
  .object({ title: Title, memberHandles: z.array(Handle).max(MAX_MEMBER_HANDLES) })
  .meta({ id: 'NewConversation' });
export type NewConversation = z.infer<typeof NewConversation>;
