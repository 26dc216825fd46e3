import { EmptyState } from '../components/empty-state.tsx';
import { useConversations } from '../hooks/use-conversations.tsx';
import { usePageTitle } from '../hooks/use-page-title.ts';

export function PickConversationPage() {
  usePageTitle('Conversations');
  const { conversations } = useConversations();
  return (
    <main id="main" className="pane pane-idle" tabIndex={-1}>
      <EmptyState icon="photo" title="Your photos, in conversation">
        {conversations?.length === 0
          ? 'Start a conversation to share the first ones.'
          : 'Pick a conversation to see its photos.'}
      </EmptyState>
    </main>
  );
}
