import type { Database } from './database.ts';
import type { Prisma } from './generated/client.ts';

const withMembers = {
  members: { include: { user: true }, orderBy: [{ joinedAt: 'asc' }, { userId: 'asc' }] },
} satisfies Prisma.ConversationInclude;

export type ConversationRow = Prisma.ConversationGetPayload<{ include: typeof withMembers }>;

export async function insertConversation(
  db: Database,
  { id, title, memberIds }: { id: string; title: string; memberIds: string[] },
): Promise<ConversationRow> {
  return db.conversation.create({
    data: { id, title, members: { create: memberIds.map((userId) => ({ userId })) } },
    include: withMembers,
  });
}

/** The user's conversations, newest first. */
export async function findConversationsOf(
  db: Database,
  userId: string,
): Promise<ConversationRow[]> {
  return db.conversation.findMany({
    where: { members: { some: { userId } } },
    orderBy: { id: 'desc' },
    include: withMembers,
  });
}

export async function isMember(
  db: Database,
  conversationId: string,
  userId: string,
): Promise<boolean> {
  const membership = await db.conversationMember.findUnique({
    where: { conversationId_userId: { conversationId, userId } },
  });
  return membership !== null;
}
