import { get } from 'node:http';
import type { State, Upstream } from './upstream.ts';

const INTERVAL_MS = 250;
const TIMEOUT_MS = 1_000;
/** A yes or a no counts at once; silence only when it lasts, since a busy app may miss a check. */
const SILENCES = 2;

export interface HealthPoll {
  /** Resolves when the first answer is there, or has been waited for long enough. */
  first: Promise<void>;
  stop: () => void;
}

/** Asks an instance's `/readyz` again and again. */
export function pollHealth(upstream: Upstream, onChange: (state: State) => void): HealthPoll {
  let silences = 0;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  const poll = async () => {
    const answer = await askReady(upstream);
    if (stopped) return;
    silences = answer === 'silent' ? silences + 1 : 0;
    if (answer !== 'silent' || silences >= SILENCES) become(answer);
    timer = setTimeout(poll, INTERVAL_MS);
  };
  const become = (state: State) => {
    if (upstream.state === state) return;
    // One that never was ready doesn't get requests for being silent.
    if (state === 'silent' && upstream.state === 'down') return;
    upstream.state = state;
    onChange(state);
  };

  const stop = () => {
    stopped = true;
    clearTimeout(timer);
  };
  return { first: poll(), stop };
}

/** On a connection of its own: whether it can still connect is part of the question. */
function askReady({ host, port }: Upstream): Promise<State> {
  return new Promise((resolve) => {
    const request = get({ host, port, path: '/readyz', agent: false, timeout: TIMEOUT_MS });
    request.once('response', (response) => {
      response.resume();
      resolve(response.statusCode === 200 ? 'ready' : 'unready');
    });
    request.once('timeout', () => {
      resolve('silent');
      request.destroy();
    });
    request.once('error', () => resolve('down'));
  });
}
