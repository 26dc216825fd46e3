import { type RefObject, useCallback, useEffect, useState } from 'react';

/**
 * Gives a function that moves focus to an element, once what is being changed has changed: before
 * that, an open dialog would not let it go there.
 */
export function useFocusRequest(target: RefObject<HTMLElement | null>): () => void {
  const [requests, setRequests] = useState(0);

  useEffect(() => {
    if (requests > 0) target.current?.focus({ preventScroll: true });
  }, [requests, target]);

  return useCallback(() => setRequests((count) => count + 1), []);
}
