import type { Attachment, Message, MessagePage } from '@photos/attachment-contract';
import { byTime } from './message-order.ts';

/** The part of a conversation that is loaded: oldest first, without a gap, up to the newest. */
export interface ThreadState {
  messages: Message[];
  /** Where older ones begin; null when everything is loaded. */
  olderCursor: string | null;
}

/** Takes in the newest page. What is older than the page stays, unless messages between are missing. */
export function withNewest(state: ThreadState, page: MessagePage): ThreadState {
  const newest = page.items.toSorted(byTime);
  const from = newest[0];
  const last = state.messages.at(-1);
  if (page.nextCursor === null || !from || !last || byTime(last, from) < 0) {
    return { messages: newest, olderCursor: page.nextCursor };
  }
  const older = state.messages.filter((message) => byTime(message, from) < 0);
  return {
    messages: [...older, ...newest],
    olderCursor: older.length > 0 ? state.olderCursor : page.nextCursor,
  };
}

/** Puts a page of older messages in front. */
export function withOlder(state: ThreadState, page: MessagePage): ThreadState {
  const known = new Set(state.messages.map((message) => message.id));
  const older = page.items.toSorted(byTime).filter((message) => !known.has(message.id));
  return { messages: [...older, ...state.messages], olderCursor: page.nextCursor };
}

/** Adds the user's own message at once, without waiting for the next poll. */
export function withPosted(state: ThreadState, message: Message): ThreadState {
  const others = state.messages.filter(({ id }) => id !== message.id);
  return { ...state, messages: [...others, message].toSorted(byTime) };
}

export function withoutMessage(state: ThreadState, messageId: string): ThreadState {
  return { ...state, messages: state.messages.filter(({ id }) => id !== messageId) };
}

/** Replaces a photo's metadata, such as its caption. */
export function withAttachment(state: ThreadState, changed: Attachment): ThreadState {
  return mapAttachments(state, (attachments) =>
    attachments.map((attachment) => (attachment.id === changed.id ? changed : attachment)),
  );
}

export function withoutAttachment(state: ThreadState, attachmentId: string): ThreadState {
  return mapAttachments(state, (attachments) =>
    attachments.filter(({ id }) => id !== attachmentId),
  );
}

function mapAttachments(
  state: ThreadState,
  change: (attachments: Attachment[]) => Attachment[],
): ThreadState {
  return {
    ...state,
    messages: state.messages.map((message) => ({
      ...message,
      attachments: change(message.attachments),
    })),
  };
}
