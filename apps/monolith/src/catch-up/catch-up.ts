import {
  type AttachmentSnapshot,
  FIRST_CHANGES_CURSOR,
  type InternalClient,
} from '@photos/attachment-contract/internal';
import { mergeSnapshots } from '@photos/attachment-replication';
import { readCursor, writeCursor } from '../data-access/catch-up-cursor-store.ts';
import type { Database } from '../data-access/database.ts';
import { findUndeliveredCommands } from '../data-access/media-outbox-store.ts';
import { findExistingMessages } from '../data-access/message-store.ts';
import type { MediaOutbox } from '../domain/media-outbox.ts';

/**
 * How far before its cursor a run begins, in microseconds of the hybrid clock. Changes are numbered
 * before their transactions commit, so one may show up after others with higher numbers. Reading some
 * changes twice is harmless, since merging is.
 */
const overlap = 30_000_000n;

const tellAtOnce = 20;

export interface CatchUpOptions {
  db: Database;
  service: InternalClient;
  mediaOutbox: MediaOutbox;
  batchSize: number;
  onProgress: (totals: CatchUpTotals) => void;
}

export interface CatchUpTotals {
  /** Changes that the service told. */
  read: number;
  /** Rows of the local table that they changed. */
  changed: number;
}

/**
 * Brings the frozen local table up to the service, by the same merge as always, in the other
 * direction. Run it before phase 3 is deployed again, and once more after; any number of times. It
 * ends with what there was when it asked last: what users write from then on is for the next run.
 */
export async function catchUp({ db, service, mediaOutbox, batchSize, onProgress }: CatchUpOptions) {
  await tellAll(db, mediaOutbox);
  const totals: CatchUpTotals = { read: 0, changed: 0 };
  let after = rewound((await readCursor(db)) ?? FIRST_CHANGES_CURSOR);
  for (;;) {
    const { items, next } = await service.changes({ after, limit: batchSize });
    if (items.length === 0) return totals;
    totals.read += items.length;
    totals.changed += await mergeLocally(db, items);
    await writeCursor(db, next);
    onProgress(totals);
    // Not until there are none: there may always be one more.
    if (items.length < batchSize) return totals;
    after = next;
  }
}

/** The service shows no photos of messages that it was not told of, and phase 3 won't tell it. */
async function tellAll(db: Database, mediaOutbox: MediaOutbox): Promise<void> {
  const waiting = await findUndeliveredCommands(db);
  for (let place = 0; place < waiting.length; place += tellAtOnce) {
    await mediaOutbox.relay(waiting.slice(place, place + tellAtOnce));
  }
}

function rewound(cursor: string): string {
  const [changeNumber = '0', id] = cursor.split('_');
  const earlier = BigInt(changeNumber) - overlap;
  return `${earlier < 0n ? 0n : earlier}_${id}`;
}

/** Leaves out what the local table can't have: attachments of messages that are not here. */
async function mergeLocally(db: Database, changes: AttachmentSnapshot[]): Promise<number> {
  const here = new Set(
    await findExistingMessages(
      db,
      changes.map(({ messageId }) => messageId),
    ),
  );
  const query = db.$queryRawUnsafe.bind(db);
  const merged = changes.filter(({ messageId }) => here.has(messageId));
  return (await mergeSnapshots(query, merged)).length;
}
