import type { Message } from '@photos/attachment-contract';
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import {
  type Draft,
  discard,
  emptyDraft,
  revokePreviews,
  withBody,
  withFiles,
  withoutPhoto,
  withoutRefusals,
} from '../lib/draft.ts';
import { useSession } from './use-session.tsx';

type Drafts = ReadonlyMap<string, Draft>;

interface DraftsContextValue {
  drafts: Drafts;
  change: (conversationId: string, apply: (draft: Draft) => Draft) => void;
}

const DraftsContext = createContext<DraftsContextValue | undefined>(undefined);

/**
 * Keeps each conversation's draft while the user looks at another one, and goes on sending it.
 */
export function DraftsProvider({ children }: { children: ReactNode }) {
  const current = useRef<Drafts>(new Map());
  const [drafts, setDrafts] = useState(current.current);

  const change = useCallback((conversationId: string, apply: (draft: Draft) => Draft) => {
    const draft = current.current.get(conversationId) ?? emptyDraft();
    current.current = new Map(current.current).set(conversationId, apply(draft));
    setDrafts(current.current);
  }, []);

  // They go with the user, who signs out: nothing may be posted for them afterwards.
  useEffect(() => () => current.current.forEach(discard), []);

  useLeaveWarning([...drafts.values()].some(({ photos }) => photos.length > 0));

  const value = useMemo(() => ({ drafts, change }), [drafts, change]);
  return <DraftsContext value={value}>{children}</DraftsContext>;
}

/** Makes the browser ask before the page goes away with photos that aren't sent. */
function useLeaveWarning(needed: boolean) {
  useEffect(() => {
    if (!needed) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [needed]);
}

const EMPTY = emptyDraft();

/** The draft of one conversation, and what can be done with it. */
export function useDraft(conversationId: string) {
  const context = useContext(DraftsContext);
  if (!context) throw new Error('useDraft needs a DraftsProvider around it');
  const { drafts, change } = context;
  const { call } = useSession();
  const draft = drafts.get(conversationId) ?? EMPTY;

  const setBody = useCallback(
    (body: string) => change(conversationId, (current) => withBody(current, body)),
    [change, conversationId],
  );

  const addFiles = useCallback(
    (files: File[]) =>
      change(conversationId, (current) => (current.sending ? current : withFiles(current, files))),
    [change, conversationId],
  );

  const removePhoto = useCallback(
    (key: string) => change(conversationId, (current) => withoutPhoto(current, key)),
    [change, conversationId],
  );

  const dismissRefusals = useCallback(
    () => change(conversationId, withoutRefusals),
    [change, conversationId],
  );

  /** Posts the draft. Gives the message, or undefined when it failed: the draft then says why. */
  const send = useCallback(async (): Promise<Message | undefined> => {
    const controller = new AbortController();
    const setSending = (shares: number[]) =>
      change(conversationId, (current) => ({
        ...current,
        refusals: [],
        error: undefined,
        sending: { shares, controller },
      }));
    setSending(draft.photos.map(() => 0));
    try {
      const message = await call((client) =>
        client.messages.post(
          conversationId,
          {
            body: draft.body.trim(),
            photos: draft.photos.map(({ file }) => ({ fileName: file.name, content: file })),
            idempotencyKey: draft.idempotencyKey,
          },
          { onProgress: setSending, signal: controller.signal },
        ),
      );
      revokePreviews(draft.photos);
      change(conversationId, emptyDraft);
      return message;
    } catch (error) {
      const reason = controller.signal.aborted ? undefined : error;
      change(conversationId, (current) => ({ ...current, sending: undefined, error: reason }));
      return undefined;
    }
  }, [call, change, conversationId, draft]);

  const cancel = useCallback(() => draft.sending?.controller.abort(), [draft.sending]);

  return { draft, setBody, addFiles, removePhoto, dismissRefusals, send, cancel };
}
