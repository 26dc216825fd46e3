import { useCallback, useEffect, useRef, useState } from 'react';
import { retryAfterSeconds } from '../lib/describe-error.ts';
import { useSession } from './use-session.tsx';

const LONGEST_WAIT_MS = 30_000;

/**
 * Runs a task now, and again every `everyMs` after it finished, as long as the page is visible.
 * After a failure it waits as long as the server asks for, or twice as long each time, up to half a
 * minute; it tries at once when the page becomes visible, the network comes back, or the user has
 * signed in again.
 *
 * @param task must keep its identity from render to render, unless it is to start anew
 * @returns the error, once it failed at first or twice in a row (one miss is nobody's concern), and
 *   a function that runs the task now
 */
export function usePolling(task: () => Promise<void>, everyMs: number) {
  const [error, setError] = useState<unknown>();
  const runNow = useRef(() => {});
  const { expired } = useSession();

  useEffect(() => {
    if (expired) return;
    let stopped = false;
    let running = false;
    let failures = 0;
    let everDone = false;
    let timer: number | undefined;

    const run = async () => {
      window.clearTimeout(timer);
      if (stopped || running || document.visibilityState === 'hidden') return;
      running = true;
      const failure = await task().then(
        () => undefined,
        (reason: unknown) => ({ reason }),
      );
      running = false;
      if (stopped) return;
      failures = failure ? failures + 1 : 0;
      everDone ||= !failure;
      if (!failure || !everDone || failures > 1) setError(failure?.reason);
      timer = window.setTimeout(run, waitMs(everyMs, failures, failure?.reason));
    };

    runNow.current = run;
    void run();
    document.addEventListener('visibilitychange', run);
    window.addEventListener('online', run);
    return () => {
      stopped = true;
      window.clearTimeout(timer);
      document.removeEventListener('visibilitychange', run);
      window.removeEventListener('online', run);
    };
  }, [task, everyMs, expired]);

  const refresh = useCallback(() => runNow.current(), []);
  return { error, refresh };
}

function waitMs(everyMs: number, failures: number, error: unknown): number {
  const asked = retryAfterSeconds(error);
  if (asked !== undefined) return Math.max(everyMs, asked * 1000);
  return Math.min(LONGEST_WAIT_MS, everyMs * 2 ** failures);
}
