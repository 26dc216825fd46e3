import type { Conversation } from '@photos/attachment-contract';
import { useSignedInUser } from '../hooks/use-session.tsx';
import { membersInWords } from '../lib/members.ts';
import { BackLink } from './back-link.tsx';

export function ThreadHeader({ conversation }: { conversation: Conversation }) {
  const user = useSignedInUser();
  const members = membersInWords(conversation, user.id);
  return (
    <header className="pane-header">
      <BackLink />
      <div className="pane-title">
        <h1>{conversation.title}</h1>
        <p className="muted" title={members}>
          {members}
        </p>
      </div>
    </header>
  );
}
