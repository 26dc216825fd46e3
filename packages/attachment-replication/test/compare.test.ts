import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AttachmentSnapshot } from '@photos/attachment-contract/internal';
import { startServers } from '@photos/local-stack';
import fc from 'fast-check';
import pg from 'pg';
import {
  ALL_KEYS,
  type CutRange,
  checksumRanges,
  cutRanges,
  listFingerprints,
  readSnapshots,
  readSnapshotsByIds,
} from '../src/index.ts';
import { snapshot } from './support/arbitraries.ts';
import { Store } from './support/store.ts';

const some = fc.uniqueArray(snapshot, { selector: ({ id }) => id });

describe('two stores', () => {
  let pool: pg.Pool;
  let stores: [Store, Store];

  beforeAll(async () => {
    const servers = await startServers();
    const name = `compare-${randomUUID()}`;
    pool = new pg.Pool({ connectionString: await servers.createDatabase(name) });
    stores = [await Store.create(pool, 'left_store'), await Store.create(pool, 'right_store')];
  });
  afterAll(async () => {
    for (const store of stores ?? []) store.release();
    await pool?.end();
  });
  const clear = () => Promise.all(stores.map((store) => store.clear()));
  beforeEach(() => clear());

  const fill = (store: Store, snapshots: AttachmentSnapshot[]) =>
    snapshots.length > 0 ? store.merge(snapshots) : [];

  it('have equal checksums iff they hold the same, and fingerprints say where they do not', async () => {
    await fc.assert(
      fc.asyncProperty(some, some, async (left, right) => {
        await clear();
        await fill(stores[0], left);
        await fill(stores[1], right);
        const [one, other] = await Promise.all(stores.map((store) => store.snapshots()));
        const same = JSON.stringify(one) === JSON.stringify(other);
        const checksums = await Promise.all(
          stores.map(({ query }) => checksumRanges(query, [ALL_KEYS])),
        );
        expect(JSON.stringify(checksums[0]) === JSON.stringify(checksums[1])).toBe(same);

        const [first, second] = await Promise.all(
          stores.map(({ query }) => listFingerprints(query, { ...ALL_KEYS, limit: 100 })),
        );
        const equal = (first ?? []).filter(({ id, fingerprint }) =>
          second?.some((row) => row.id === id && row.fingerprint === fingerprint),
        );
        const equalRows = (one ?? []).filter((row) =>
          other?.some((its) => JSON.stringify(its) === JSON.stringify(row)),
        );
        expect(equal.map(({ id }) => id)).toEqual(equalRows.map(({ id }) => id));
      }),
    );
  });

  it('exchange snapshots as JSON that means the same', async () => {
    await fc.assert(
      fc.asyncProperty(some, async (snapshots) => {
        await clear();
        await fill(stores[0], snapshots);
        const { query } = stores[0];
        const expected = await stores[0].snapshots();
        const read = await readSnapshots(query, { ...ALL_KEYS, limit: 100 });
        expect(read.map(({ json }) => AttachmentSnapshot.parse(JSON.parse(json)))).toEqual(
          expected,
        );
        const ids = snapshots.map(({ id }) => id);
        const found = await readSnapshotsByIds(query, ids);
        expect(found.map(({ json }) => json).sort()).toEqual(read.map(({ json }) => json).sort());
      }),
    );
  });

  it('are cut into ranges that cover every id once', async () => {
    const [{ query }] = stores;
    await query(`
      INSERT INTO attachments
      SELECT gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 0, '', '', 1,
             '', '', 1, now(), now()
      FROM generate_series(1, 25)`);
    const ranges: CutRange[] = [];
    for await (const range of cutRanges(query, 10)) ranges.push(range);
    expect(ranges.map(({ rows }) => rows)).toEqual([10, 10, 5]);
    expect(ranges.map(({ after }) => after)).toEqual([
      ALL_KEYS.after,
      ...ranges.slice(0, -1).map(({ upTo }) => upTo),
    ]);
    expect(ranges.at(-1)?.upTo).toBe(ALL_KEYS.upTo);
    const counts = await checksumRanges(query, ranges);
    expect(counts.map(({ count }) => count)).toEqual([10, 10, 5]);
  });
});
