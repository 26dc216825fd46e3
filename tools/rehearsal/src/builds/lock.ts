import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { isRunning } from '@photos/local-stack';

/** In a lock of this process. Its id alone would not do: an earlier process may have had the same. */
const OURS = `${process.pid} ${randomUUID()}`;
/** How long it may take from making a lock file to writing into it. */
const WRITTEN_AFTER_MS = 5_000;

export interface LockOptions {
  signal: AbortSignal;
  /** Called when a process that runs has the lock, once for each that has. */
  onWait(pid: number): void;
}

/**
 * Runs `work` while holding a lock file. A lock whose holder is dead is taken over.
 *
 * @returns what `work` gives
 * @throws what `work` throws; an AbortError when aborted while waiting
 */
export async function withLock<T>(
  path: string,
  { signal, onWait }: LockOptions,
  work: () => Promise<T>,
): Promise<T> {
  let waitingFor: number | undefined;
  while (!(await take(path))) {
    const content = await contentOf(path);
    // Given back just now.
    if (content === undefined) continue;
    if (await isStale(path, content)) {
      await clearAway(path, content);
      continue;
    }
    const holder = pidIn(content);
    if (holder !== 0 && holder !== waitingFor) onWait(holder);
    waitingFor = holder;
    await delay(250, undefined, { signal });
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function take(path: string): Promise<boolean> {
  try {
    await writeFile(path, OURS, { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

async function isStale(path: string, content: string): Promise<boolean> {
  const holder = pidIn(content);
  // Nothing in it yet: the holder is just writing it, or has died before it could.
  if (holder === 0) return await isOlderThan(path, WRITTEN_AFTER_MS);
  if (holder === process.pid) return content !== OURS;
  return !isRunning(holder);
}

/**
 * Removes a stale lock, but not the fresh one of somebody who has taken it over in the meantime:
 * what was moved away can be looked at without being in anybody's way.
 */
async function clearAway(path: string, stale: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
    if ((await contentOf(aside)) !== stale) await link(aside, path);
  } catch (error) {
    // Somebody else was faster, in either step.
    if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'EEXIST') throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

async function contentOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** 0 when there is none in it. */
function pidIn(content: string): number {
  return Number.parseInt(content, 10) || 0;
}

async function isOlderThan(path: string, ms: number): Promise<boolean> {
  const stats = await stat(path).catch(() => undefined);
  return stats !== undefined && Date.now() - stats.mtimeMs > ms;
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
