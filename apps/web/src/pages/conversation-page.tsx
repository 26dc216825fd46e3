import { Thread } from '../components/thread.tsx';
import { useConversations } from '../hooks/use-conversations.tsx';
import { usePageTitle } from '../hooks/use-page-title.ts';
import { NotFoundPage } from './not-found-page.tsx';

/** Finds the conversation that the address names. */
export function ConversationPage({ id }: { id: string }) {
  const { conversations } = useConversations();
  const conversation = conversations?.find((known) => known.id === id);
  usePageTitle(conversation?.title ?? 'Conversation');

  if (!conversations) {
    return <main id="main" className="pane" tabIndex={-1} aria-busy="true" />;
  }
  if (!conversation) return <NotFoundPage />;
  return <Thread conversation={conversation} />;
}
