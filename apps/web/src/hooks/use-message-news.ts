import type { Conversation, Message } from '@photos/attachment-contract';
import { useEffect, useRef } from 'react';
import { nameOf } from '../lib/members.ts';
import { newsSince } from '../lib/message-news.ts';
import { count } from '../lib/text.ts';
import type { ThreadState } from '../lib/thread-state.ts';
import { useAnnouncer } from './use-announcer.tsx';
import { useSignedInUser } from './use-session.tsx';

/** Reads out what others post while the conversation is open. */
export function useMessageNews(conversation: Conversation, state: ThreadState | undefined): void {
  const user = useSignedInUser();
  const announce = useAnnouncer();
  const known = useRef<ThreadState>(undefined);

  useEffect(() => {
    if (!state) return;
    const before = known.current;
    known.current = state;
    if (!before) return;
    const news = newsSince(before, state).filter(({ senderId }) => senderId !== user.id);
    if (news.length > 0) {
      announce(news.map((message) => inWords(message, conversation)).join('. '));
    }
  }, [state, conversation, user.id, announce]);
}

function inWords({ senderId, body, attachments }: Message, conversation: Conversation): string {
  const parts = [body, attachments.length > 0 ? count(attachments.length, 'photo') : ''];
  return `${nameOf(conversation, senderId)}: ${parts.filter(Boolean).join(', ')}`;
}
