import { useConversations } from '../hooks/use-conversations.tsx';
import { describeRetriedError } from '../lib/describe-error.ts';
import { ConversationLink } from './conversation-link.tsx';
import { Notice } from './notice.tsx';

export function ConversationList() {
  const { conversations, error, refresh } = useConversations();

  if (!conversations) {
    if (error === undefined) return <p className="list-hint">Loading conversations…</p>;
    return (
      <Notice
        kind="error"
        actions={
          <button type="button" className="button button-small" onClick={refresh}>
            Try again
          </button>
        }
      >
        {describeRetriedError(error)}
      </Notice>
    );
  }
  if (conversations.length === 0) {
    return <p className="list-hint">No conversations yet. Start one with “New”.</p>;
  }
  return (
    <ul className="conversation-list">
      {conversations.map((conversation) => (
        <li key={conversation.id}>
          <ConversationLink conversation={conversation} />
        </li>
      ))}
    </ul>
  );
}
