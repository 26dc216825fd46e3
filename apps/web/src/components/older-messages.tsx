import { useRef } from 'react';
import { useInView } from '../hooks/use-in-view.ts';
import type { useThread } from '../hooks/use-thread.ts';
import { describeError } from '../lib/describe-error.ts';
import { Notice } from './notice.tsx';

interface OlderMessagesProps {
  older: ReturnType<typeof useThread>['older'];
}

/** Above the first message: loads the ones before when scrolled to, or by its button. */
export function OlderMessages({ older }: OlderMessagesProps) {
  const top = useRef<HTMLDivElement>(null);
  const { available, loading, error, load } = older;
  useInView(top, () => {
    if (available && !loading && error === undefined) void load();
  });

  return (
    <div ref={top} className="older">
      {error !== undefined && <Notice kind="error">{describeError(error)}</Notice>}
      {available && (
        <button
          type="button"
          className="button button-small"
          aria-disabled={loading}
          onClick={() => loading || load()}
        >
          {loading ? 'Loading older messages…' : 'Show older messages'}
        </button>
      )}
    </div>
  );
}
