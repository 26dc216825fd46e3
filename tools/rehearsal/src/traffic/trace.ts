import { AsyncLocalStorage } from 'node:async_hooks';

/** One request as it went over the wire. A redirect's target is a request of its own. */
export interface SentRequest {
  method: string;
  /** Path with ids replaced by `:id`. */
  route: string;
  /** When it was sent, on the clock of `performance.now()`. */
  began: number;
  /** Until the last byte of the answer was there. */
  ms: number;
  status?: number;
  /** What was wrong with the answer, if anything. */
  failure?: string;
  /** The user gave up: nothing can be said about the answer. */
  abandoned?: boolean;
}

/** The requests that one thing that a user does causes. */
export interface Trace {
  requests: SentRequest[];
  /** The user gives up: requests under way are aborted. */
  signal?: AbortSignal;
}

const current = new AsyncLocalStorage<Trace>();

/** Runs something, and notes every request that it sends in the trace. */
export function traced<T>(trace: Trace, run: () => Promise<T>): Promise<T> {
  return current.run(trace, run);
}

/** The trace that the caller runs in, if any. */
export function currentTrace(): Trace | undefined {
  return current.getStore();
}
