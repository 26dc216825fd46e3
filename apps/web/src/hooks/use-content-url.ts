import type { AttachmentRef } from '@photos/attachment-contract';
import { useEffect, useState } from 'react';
import { useSession } from './use-session.tsx';

/**
 * Where an `<img>` gets a photo's bytes from: undefined until it is known.
 *
 * @param attempt another number asks for the URL anew
 */
export function useContentUrl({ id, conversationId }: AttachmentRef, attempt: number) {
  const { call } = useSession();
  const [found, setFound] = useState<{ url?: string; failed: boolean }>({ failed: false });

  useEffect(() => {
    let gone = false;
    setFound({ failed: false });
    call((client) => client.attachments.contentUrl({ id, conversationId })).then(
      (url) => gone || setFound({ url, failed: false }),
      () => gone || setFound({ failed: true }),
    );
    return () => {
      gone = true;
    };
  }, [call, id, conversationId, attempt]);

  return found;
}
