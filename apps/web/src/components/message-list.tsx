import type { Conversation, Message } from '@photos/attachment-contract';
import { Fragment } from 'react';
import { dayName, sameDay } from '../lib/dates.ts';
import { nameOf } from '../lib/members.ts';
import { EmptyState } from './empty-state.tsx';
import { MessageItem } from './message-item.tsx';

const GROUP_MS = 5 * 60 * 1000;

interface MessageListProps {
  conversation: Conversation;
  messages: Message[] | undefined;
  readerId: string;
}

/** Messages from the oldest to the newest, with a line between days. */
export function MessageList({ conversation, messages, readerId }: MessageListProps) {
  if (!messages) return <p className="list-hint">Loading messages…</p>;
  if (messages.length === 0) {
    return (
      <EmptyState icon="photo" title="Nothing here yet">
        Send the first photos with the button below, or drop them here.
      </EmptyState>
    );
  }
  return (
    <ol className="messages">
      {messages.map((message, index) => {
        const before = messages[index - 1];
        const newDay = !before || !sameDay(before.createdAt, message.createdAt);
        return (
          <Fragment key={message.id}>
            {newDay && <li className="day">{dayName(message.createdAt)}</li>}
            <MessageItem
              message={message}
              senderName={nameOf(conversation, message.senderId)}
              mine={message.senderId === readerId}
              continues={!newDay && belongTogether(before, message)}
            />
          </Fragment>
        );
      })}
    </ol>
  );
}

/** Messages that somebody sent shortly after one another share one head. */
function belongTogether(a: Message, b: Message): boolean {
  const apart = Date.parse(b.createdAt) - Date.parse(a.createdAt);
  return a.senderId === b.senderId && apart < GROUP_MS;
}
