import type { Conversation, Message } from '@photos/attachment-contract';
import { useEffect, useRef } from 'react';
import { nameOf } from '../lib/members.ts';
import { count } from '../lib/text.ts';
import { useAnnouncer } from './use-announcer.tsx';
import { useSignedInUser } from './use-session.tsx';

/** Reads out what others post while the conversation is open. */
export function useMessageNews(conversation: Conversation, messages: Message[] | undefined): void {
  const user = useSignedInUser();
  const announce = useAnnouncer();
  const newestKnown = useRef<string>(undefined);

  useEffect(() => {
    if (!messages) return;
    const since = newestKnown.current;
    newestKnown.current = messages.at(-1)?.id ?? '';
    if (since === undefined) return;
    const news = messages.filter(({ id, senderId }) => id > since && senderId !== user.id);
    if (news.length > 0) {
      announce(news.map((message) => inWords(message, conversation)).join('. '));
    }
  }, [messages, conversation, user.id, announce]);
}

function inWords({ senderId, body, attachments }: Message, conversation: Conversation): string {
  const parts = [body, attachments.length > 0 ? count(attachments.length, 'photo') : ''];
  return `${nameOf(conversation, senderId)}: ${parts.filter(Boolean).join(', ')}`;
}
