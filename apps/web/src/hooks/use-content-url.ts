import type { AttachmentRef } from '@photos/attachment-contract';
import { useEffect, useState } from 'react';
import { useSession } from './use-session.tsx';

export interface ContentUrls {
  /** Where an `<img>` gets the bytes from. It may expire. */
  url?: string;
  /** Where they are as well, and stay. */
  fallbackUrl?: string;
  failed: boolean;
}

/**
 * Where a photo's bytes are: without URLs until that is known.
 *
 * @param attempt another number asks for the URLs anew
 */
export function useContentUrl({ id, conversationId }: AttachmentRef, attempt: number): ContentUrls {
  const { call } = useSession();
  const [found, setFound] = useState<ContentUrls>({ failed: false });

  useEffect(() => {
    let gone = false;
    setFound({ failed: false });
    const ref = { id, conversationId };
    call(async ({ attachments }) => ({
      url: await attachments.contentUrl(ref),
      fallbackUrl: attachments.fallbackContentUrl(ref),
    })).then(
      (urls) => gone || setFound({ ...urls, failed: false }),
      () => gone || setFound({ failed: true }),
    );
    return () => {
      gone = true;
    };
  }, [call, id, conversationId, attempt]);

  return found;
}
