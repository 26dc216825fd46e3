import {
  type Attachment,
  DEFAULT_PAGE_SIZE,
  MAX_PAGE_SIZE,
  type Message,
} from '@photos/attachment-contract';
import { useCallback, useRef, useState } from 'react';
import {
  type ThreadState,
  withAttachment,
  withNewest,
  withOlder,
  withoutAttachment,
  withoutMessage,
  withPosted,
} from '../lib/thread-state.ts';
import { usePolling } from './use-polling.ts';
import { useSession } from './use-session.tsx';

const POLL_MS = 3_000;
const NOTHING: ThreadState = { messages: [], olderCursor: null };

/** The messages of one conversation: loaded, kept up to date, and changed. */
export function useThread(conversationId: string) {
  const { call } = useSession();
  const [state, setState] = useState<ThreadState>();
  const latest = useRef<ThreadState>(undefined);
  latest.current = state;

  // Counts the user's own changes. A poll that was under way during one may not know it, and its
  // answer must not undo it.
  const changes = useRef(0);

  const poll = useCallback(async () => {
    const changesBefore = changes.current;
    const loaded = latest.current?.messages.length ?? 0;
    const limit = Math.min(MAX_PAGE_SIZE, Math.max(DEFAULT_PAGE_SIZE, loaded));
    const page = await call((client) => client.messages.list(conversationId, { limit }));
    if (changes.current !== changesBefore) return;
    setState((current = NOTHING) => withNewest(current, page));
  }, [call, conversationId]);
  const { error, refresh } = usePolling(poll, POLL_MS);

  const change = useCallback((apply: (state: ThreadState) => ThreadState) => {
    changes.current += 1;
    setState((current = NOTHING) => apply(current));
  }, []);

  const posted = useCallback(
    (message: Message) => change((current) => withPosted(current, message)),
    [change],
  );

  const deleteMessage = useCallback(
    async (messageId: string) => {
      await call((client) => client.messages.delete(messageId));
      change((current) => withoutMessage(current, messageId));
    },
    [call, change],
  );

  const deletePhoto = useCallback(
    async (attachment: Attachment) => {
      await call((client) => client.attachments.delete(attachment));
      change((current) => withoutAttachment(current, attachment.id));
    },
    [call, change],
  );

  const setCaption = useCallback(
    async (attachment: Attachment, caption: string) => {
      const changed = await call((client) => client.attachments.setCaption(attachment, caption));
      change((current) => withAttachment(current, changed));
    },
    [call, change],
  );

  const older = useOlder(conversationId, state?.olderCursor ?? null, setState);

  return {
    state,
    messages: state?.messages,
    error,
    refresh,
    older,
    posted,
    deleteMessage,
    deletePhoto,
    setCaption,
  };
}

/** Loads older messages, a page at a time. */
function useOlder(
  conversationId: string,
  cursor: string | null,
  setState: (apply: (state: ThreadState | undefined) => ThreadState | undefined) => void,
) {
  const { call } = useSession();
  const [error, setError] = useState<unknown>();
  const [loading, setLoading] = useState(false);

  const load = useCallback(async () => {
    if (cursor === null) return;
    setLoading(true);
    setError(undefined);
    try {
      const page = await call((client) =>
        client.messages.list(conversationId, { before: cursor, limit: DEFAULT_PAGE_SIZE }),
      );
      setState((current) => (current?.olderCursor === cursor ? withOlder(current, page) : current));
    } catch (reason) {
      setError(reason);
    } finally {
      setLoading(false);
    }
  }, [call, conversationId, cursor, setState]);

  return { load, loading, error, available: cursor !== null };
}
