import { type SentRequest, type Trace, traced } from './trace.ts';

/**
 * How a call of the typed client went: it gave a value, or a client error (4xx), or nothing that
 * could be used. `began` and `ended` are on the clock of `performance.now()`.
 */
export type Answer<T> = {
  began: number;
  ended: number;
  requests: SentRequest[];
  /** Only routes were asked that may be behind what other sessions wrote. */
  mayLag: boolean;
} & ({ type: 'value'; value: T } | { type: 'refused'; status: number } | { type: 'broken' });

/** Calls the typed client, and keeps what happened on the wire. Never throws what the app caused. */
export async function call<T>(run: () => Promise<T>, signal?: AbortSignal): Promise<Answer<T>> {
  const trace: Trace = { requests: [], ...(signal === undefined ? {} : { signal }) };
  const began = performance.now();
  const result = await traced(trace, run).then(
    (value) => ({ type: 'value' as const, value }),
    (error: unknown) => broken(error, trace),
  );
  const ended = performance.now();
  const asked = trace.requests.filter(({ route }) => !route.endsWith('/media-grant'));
  const mayLag = asked.length > 0 && asked.every(({ route }) => route.startsWith('/media/'));
  return { began, ended, requests: trace.requests, mayLag, ...result };
}

/** Marks the call's last request as answered wrongly, unless it has failed already. */
export function wrong(answer: Answer<unknown>, reason: string): void {
  const last = answer.requests.at(-1);
  if (last !== undefined && last.abandoned !== true) last.failure ??= reason;
}

function broken(
  error: unknown,
  { requests, signal }: Trace,
): { type: 'refused'; status: number } | { type: 'broken' } {
  const last = requests.at(-1);
  if (last === undefined) throw error;
  if (signal?.aborted || last.failure !== undefined) return { type: 'broken' };
  // The client's classes differ from phase to phase, so errors are told apart by name.
  const { name, status, message } = error as { name?: string; status?: number; message?: string };
  if (name === 'ProblemError' && status !== undefined) return { type: 'refused', status };
  last.failure = `wrong answer: ${message ?? String(error)}`.slice(0, 500);
  return { type: 'broken' };
}
