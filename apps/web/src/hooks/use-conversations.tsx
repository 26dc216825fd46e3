import type { Conversation } from '@photos/attachment-contract';
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react';
import { usePolling } from './use-polling.ts';
import { useSession } from './use-session.tsx';

const POLL_MS = 15_000;

interface ConversationsContextValue {
  /** Undefined until they are loaded. */
  conversations: Conversation[] | undefined;
  error: unknown;
  refresh: () => void;
  /** Adds one that was made here, without waiting for the next poll. */
  add: (conversation: Conversation) => void;
}

const ConversationsContext = createContext<ConversationsContextValue | undefined>(undefined);

/** Keeps the list of the user's conversations. */
export function ConversationsProvider({ children }: { children: ReactNode }) {
  const { call } = useSession();
  const [conversations, setConversations] = useState<Conversation[]>();

  const load = useCallback(
    async () => setConversations(await call((client) => client.conversations.list())),
    [call],
  );
  const { error, refresh } = usePolling(load, POLL_MS);

  const add = useCallback((conversation: Conversation) => {
    setConversations((known = []) => [
      conversation,
      ...known.filter(({ id }) => id !== conversation.id),
    ]);
  }, []);

  const value = useMemo(
    () => ({ conversations, error, refresh, add }),
    [conversations, error, refresh, add],
  );
  return <ConversationsContext value={value}>{children}</ConversationsContext>;
}

export function useConversations(): ConversationsContextValue {
  const value = useContext(ConversationsContext);
  if (!value) throw new Error('useConversations needs a ConversationsProvider around it');
  return value;
}
