import { setTimeout as delay } from 'node:timers/promises';
import type { InternalClient } from '@photos/attachment-contract/internal';
import type { Database } from '../data-access/database.ts';
import { compareWithService } from './containment.ts';
import { counted } from './counted.ts';
import { countUndelivered, countUndisposed, findLocalUsage, isOldTableThere } from './old-table.ts';

export interface GateOptions {
  db: Database;
  service: InternalClient;
  /** When the media service's old routes were last used. */
  serviceUsage: () => Promise<{ route: string; secondsAgo: number }[]>;
  /** For how long nobody must have used the old way, in seconds. */
  windowSeconds: number;
}

export interface GateResult {
  /** Rows of the old table that were compared with the service. */
  rows: number;
  /** Why the old way must not be taken down yet; none when it may. */
  reasons: string[];
}

const shownIds = 5;
const pauseMs = 1_000;

export interface WaitOptions extends GateOptions {
  /** How long to go on asking, in seconds; 0 asks once. */
  waitSeconds: number;
  /** Told once, when the first answer is a no. */
  onWait(reasons: string[]): void;
}

/**
 * Asks the gate until it opens, for some of its reasons pass by themselves: a window without old
 * traffic, a queue that empties.
 *
 * @returns the last answer
 */
export async function waitForGate({ waitSeconds, onWait, ...options }: WaitOptions) {
  const deadline = performance.now() + waitSeconds * 1_000;
  let told = false;
  for (;;) {
    const began = performance.now();
    const result = await askGate(options);
    if (result.reasons.length === 0 || performance.now() > deadline) return result;
    if (!told) onWait(result.reasons);
    told = true;
    // Comparing a large table takes a while: the databases are to have as long to rest from it.
    await delay(Math.max(pauseMs, performance.now() - began));
  }
}

/**
 * Finds out whether the old way may be taken down, before anything is: from there on there is no way
 * back. It is to be asked while phase 4 runs, and gives all reasons against it, not just the first.
 */
export async function askGate(options: GateOptions): Promise<GateResult> {
  const { db, service, serviceUsage, windowSeconds } = options;
  if (!(await isOldTableThere(db))) return { rows: 0, reasons: [] };

  // Before the comparison, which is a use of the old table too.
  const usage = [...(await serviceUsage()), ...(await findLocalUsage(db))];
  const recent = usage.filter(({ secondsAgo }) => secondsAgo < windowSeconds);
  const [undelivered, undisposed] = [await countUndelivered(db), await countUndisposed(db)];
  const { rows, missing } = await compareWithService(db, service);

  const reasons = [
    ...recent.map(
      ({ route, secondsAgo }) =>
        `the old way is in use: ${route}, ${Math.round(secondsAgo)} s ago; the window is ${windowSeconds} s`,
    ),
    ...(undelivered > 0 ? [`the outbox holds ${counted(undelivered, 'undelivered change')}`] : []),
    ...(undisposed > 0 ? [`the monolith is still to delete ${counted(undisposed, 'object')}`] : []),
    ...(missing.length > 0
      ? [
          `${missing.length} of ${counted(rows, 'row')} did not arrive at the media service: ${missing.slice(0, shownIds).join(', ')}`,
        ]
      : []),
  ];
  return { rows, reasons };
}
