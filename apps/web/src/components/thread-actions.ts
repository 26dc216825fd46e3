import type { Attachment } from '@photos/attachment-contract';
import { createContext, useContext } from 'react';

/** What can be done to a message and its photos, wherever they are shown. */
export interface ThreadActions {
  deleteMessage: (messageId: string) => Promise<void>;
  deletePhoto: (attachment: Attachment) => Promise<void>;
  setCaption: (attachment: Attachment, caption: string) => Promise<void>;
  /** Where focus goes when a deletion takes away what had it. */
  focusList: () => void;
}

export const ThreadActionsContext = createContext<ThreadActions | undefined>(undefined);

export function useThreadActions(): ThreadActions {
  const actions = useContext(ThreadActionsContext);
  if (!actions) throw new Error('useThreadActions is for what a Thread shows');
  return actions;
}
