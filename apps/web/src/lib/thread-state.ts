import type { Attachment, Message, MessagePage } from '@photos/attachment-contract';

/** The part of a conversation that is loaded: oldest first, without a gap, up to the newest. */
export interface ThreadState {
  messages: Message[];
  /** Where older ones begin; null when everything is loaded. */
  olderCursor: string | null;
}

/** Takes in the newest page. What is older than the page stays, unless messages between are missing. */
export function withNewest(state: ThreadState, page: MessagePage): ThreadState {
  const newest = oldestFirst(page);
  const from = newest[0]?.id;
  const last = state.messages.at(-1)?.id;
  if (page.nextCursor === null || from === undefined || last === undefined || last < from) {
    return { messages: newest, olderCursor: page.nextCursor };
  }
  const older = state.messages.filter((message) => message.id < from);
  return {
    messages: [...older, ...newest],
    olderCursor: older.length > 0 ? state.olderCursor : page.nextCursor,
  };
}

/** Puts a page of older messages in front. */
export function withOlder(state: ThreadState, page: MessagePage): ThreadState {
  const known = new Set(state.messages.map((message) => message.id));
  const older = oldestFirst(page).filter((message) => !known.has(message.id));
  return { messages: [...older, ...state.messages], olderCursor: page.nextCursor };
}

/** Adds the user's own message at once, without waiting for the next poll. */
export function withPosted(state: ThreadState, message: Message): ThreadState {
  const others = state.messages.filter(({ id }) => id !== message.id);
  return { ...state, messages: [...others, message] };
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

/** Ids are UUIDv7, so their order is the order of the messages: the server's as well as ours. */
function oldestFirst(page: MessagePage): Message[] {
  return page.items.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
