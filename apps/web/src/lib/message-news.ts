import type { Message } from '@photos/attachment-contract';
import { byTime } from './message-order.ts';
import type { ThreadState } from './thread-state.ts';

/**
 * What came in between two states of a conversation: also a message that somebody posted before
 * the newest one here, but not the older ones that the reader went back to.
 */
export function newsSince(before: ThreadState, { messages }: ThreadState): Message[] {
  const known = new Set(before.messages.map(({ id }) => id));
  const [first] = before.messages;
  const loadsOlder = before.olderCursor !== null;
  return messages.filter(
    (message) => !known.has(message.id) && !(loadsOlder && first && byTime(message, first) < 0),
  );
}
