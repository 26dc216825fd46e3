import type { Readable } from 'node:stream';

export interface StallGuardOptions {
  stallTimeoutMs: number;
  /** What is thrown when nothing came for that long. */
  stalled: () => Error;
  signal?: AbortSignal | undefined;
}

/**
 * A stream's chunks, with an end to waiting: time counts only while a chunk is waited for, so a slow consumer never makes
 * a stream stall. The stream is not destroyed, whatever happens: what is left of it is its owner's to drain.
 *
 * @throws what `stalled` makes, the signal's reason, or the stream's own error
 */
export async function* guardAgainstStall(
  stream: Readable,
  { stallTimeoutMs, stalled, signal }: StallGuardOptions,
): AsyncGenerator<Buffer, void> {
  const chunks: AsyncIterator<Buffer> = stream.iterator({ destroyOnReturn: false });
  try {
    for (;;) {
      signal?.throwIfAborted();
      const next = await settle(chunks.next(), { stallTimeoutMs, stalled, signal });
      if (next.done) return;
      yield next.value;
    }
  } finally {
    // Not awaited: it takes its turn after a chunk that may never come.
    chunks.return?.().catch(() => {});
  }
}

/** The value of a promise, unless time runs out or the signal aborts first. */
async function settle<T>(value: Promise<T>, options: StallGuardOptions): Promise<T> {
  const { stallTimeoutMs, stalled, signal } = options;
  const { promise: interruption, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(stalled()), stallTimeoutMs);
  const onAbort = () => reject(signal?.reason);
  signal?.addEventListener('abort', onAbort);
  try {
    return await Promise.race([value, interruption]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}
