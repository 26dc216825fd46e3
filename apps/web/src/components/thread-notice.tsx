import { describeRetriedError } from '../lib/describe-error.ts';
import { Notice } from './notice.tsx';

interface ThreadNoticeProps {
  error: unknown;
  onRetry: () => void;
}

/** Says when messages can't be loaded. It goes away by itself once they can. */
export function ThreadNotice({ error, onRetry }: ThreadNoticeProps) {
  if (error === undefined) return null;
  return (
    <Notice
      kind="error"
      actions={
        <button type="button" className="button button-small" onClick={onRetry}>
          Try now
        </button>
      }
    >
      {describeRetriedError(error)}
    </Notice>
  );
}
