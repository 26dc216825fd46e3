import type { Conversation } from '@photos/attachment-contract';
import { listOf } from './text.ts';

/** "You, Ann and Bo": who is in a conversation, the reader first. */
export function membersInWords({ members }: Conversation, readerId: string): string {
  const others = members.filter(({ id }) => id !== readerId);
  if (others.length === 0) return 'Only you';
  return listOf(['You', ...others.map(({ displayName }) => displayName)]);
}

/** The name of a message's sender. */
export function nameOf({ members }: Conversation, userId: string): string {
  return members.find(({ id }) => id === userId)?.displayName ?? 'Somebody';
}
