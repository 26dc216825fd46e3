import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const sampleEveryMs = 50;

/** Bytes of RAM that a process occupies (VmRSS). */
export async function residentMemory(pid: number): Promise<number> {
  if (process.platform === 'linux') {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    // A process that is just ending has no memory any more, and so no such line.
    return 1024 * Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0);
  }
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
  return 1024 * Number(stdout);
}

/** The most that a process occupied while `work` was going on, as far as samples tell. */
export async function peakResidentMemory(pid: number, work: Promise<unknown>): Promise<number> {
  let ended = false;
  const end = work.finally(() => {
    ended = true;
  });
  const sample = async () => {
    let peak = 0;
    while (!ended) {
      // When the process itself is the work, it may end before we look.
      peak = Math.max(peak, await residentMemory(pid).catch(() => 0));
      await delay(sampleEveryMs);
    }
    return peak;
  };
  const [peak] = await Promise.all([sample(), end]);
  return peak;
}
