import type { Conversation } from '@photos/attachment-contract';
import { Link, useRoute } from 'wouter';
import { useSignedInUser } from '../hooks/use-session.tsx';
import { membersInWords } from '../lib/members.ts';
import { routes } from '../routes.ts';
import { Avatar } from './avatar.tsx';

export function ConversationLink({ conversation }: { conversation: Conversation }) {
  const user = useSignedInUser();
  const href = routes.conversation(conversation.id);
  const [open] = useRoute(href);
  return (
    <Link href={href} className="conversation-link" aria-current={open ? 'page' : undefined}>
      <Avatar id={conversation.id} name={conversation.title} square />
      <span className="conversation-words">
        <span className="conversation-title">{conversation.title}</span>
        <span className="muted">{membersInWords(conversation, user.id)}</span>
      </span>
    </Link>
  );
}
