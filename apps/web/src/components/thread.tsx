import type { Conversation } from '@photos/attachment-contract';
import { useCallback, useMemo, useRef } from 'react';
import { useDraft } from '../hooks/use-draft.tsx';
import { useFileDrop } from '../hooks/use-file-drop.ts';
import { useFocusRequest } from '../hooks/use-focus-request.ts';
import { useMessageNews } from '../hooks/use-message-news.ts';
import { useSignedInUser } from '../hooks/use-session.tsx';
import { useStickToBottom } from '../hooks/use-stick-to-bottom.ts';
import { useThread } from '../hooks/use-thread.ts';
import { Composer } from './composer.tsx';
import { DropCurtain } from './drop-curtain.tsx';
import { Icon } from './icon.tsx';
import { MessageList } from './message-list.tsx';
import { OlderMessages } from './older-messages.tsx';
import { ThreadActionsContext } from './thread-actions.ts';
import { ThreadHeader } from './thread-header.tsx';
import { ThreadNotice } from './thread-notice.tsx';

/** One conversation: its messages, and the way to add to them. */
export function Thread({ conversation }: { conversation: Conversation }) {
  const user = useSignedInUser();
  const thread = useThread(conversation.id);
  const { deleteMessage, deletePhoto, setCaption, posted } = thread;
  const draft = useDraft(conversation.id);
  const dragging = useFileDrop(draft.addFiles);
  const scroller = useRef<HTMLElement>(null);
  const { atBottom, toBottom } = useStickToBottom(scroller, thread.messages?.[0]?.id);
  const focusList = useFocusRequest(scroller);
  useMessageNews(conversation, thread.state);

  const send = useCallback(async () => {
    const message = await draft.send();
    if (!message) return false;
    posted(message);
    toBottom();
    return true;
  }, [draft.send, posted, toBottom]);

  const actions = useMemo(
    () => ({ deleteMessage, deletePhoto, setCaption, focusList }),
    [deleteMessage, deletePhoto, setCaption, focusList],
  );

  return (
    <main id="main" className="pane thread" tabIndex={-1}>
      <ThreadHeader conversation={conversation} />
      <ThreadNotice error={thread.error} onRetry={thread.refresh} />
      <div className="thread-body">
        <section
          ref={scroller}
          className="thread-scroller"
          data-scroller
          aria-label="Messages"
          aria-busy={thread.messages === undefined}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: lets the keyboard scroll it
          tabIndex={0}
        >
          <div className="thread-content">
            <OlderMessages older={thread.older} />
            <ThreadActionsContext value={actions}>
              <MessageList
                conversation={conversation}
                messages={thread.messages}
                readerId={user.id}
              />
            </ThreadActionsContext>
          </div>
        </section>
        {!atBottom && (
          <button type="button" className="button to-bottom" onClick={toBottom}>
            <Icon name="down" />
            Newest
          </button>
        )}
        {dragging && <DropCurtain />}
      </div>
      <Composer conversation={conversation} {...draft} send={send} />
    </main>
  );
}
