import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AttachmentSnapshot } from '@photos/attachment-contract/internal';
import { startServers } from '@photos/local-stack';
import fc from 'fast-check';
import pg from 'pg';
import { snapshot } from './support/arbitraries.ts';
import { Store } from './support/store.ts';

/** What can happen to two stores: snapshots arrive at one, or one sends the other all it has. */
const event = fc.oneof(
  fc.record({
    at: fc.constantFrom(0, 1),
    arrive: fc.array(snapshot, { minLength: 1, maxLength: 6 }),
  }),
  fc.record({ at: fc.constantFrom(0, 1), sync: fc.constant(true) }),
);

describe('mergeSnapshots', () => {
  let pool: pg.Pool;
  let stores: [Store, Store];

  beforeAll(async () => {
    const servers = await startServers();
    pool = new pg.Pool({ connectionString: await servers.createDatabase(`merge-${randomUUID()}`) });
    stores = [await Store.create(pool, 'left_store'), await Store.create(pool, 'right_store')];
  });
  afterAll(async () => {
    for (const store of stores ?? []) store.release();
    await pool?.end();
  });
  beforeEach(() => clear());

  const clear = () => Promise.all(stores.map((store) => store.clear()));
  const settle = async () => {
    await stores[1].merge(await stores[0].snapshots());
    await stores[0].merge(await stores[1].snapshots());
  };

  it('ends equal on both stores, whatever arrives where, when, in which order and how often', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 8 }), async (history) => {
        await clear();
        const arrived: AttachmentSnapshot[] = [];
        for (const happened of history) {
          const here = stores[happened.at as 0 | 1];
          const there = stores[(1 - happened.at) as 0 | 1];
          if ('arrive' in happened) {
            await here.merge(happened.arrive);
            arrived.push(...happened.arrive);
          } else {
            await there.merge(await here.snapshots());
          }
        }
        await settle();

        const [left, right] = [await stores[0].snapshots(), await stores[1].snapshots()];
        expect(left).toEqual(right);
        for (const id of new Set(arrived.map((one) => one.id))) {
          const kept = left.find((one) => one.id === id);
          const candidates = arrived.filter((one) => one.id === id);
          expect(candidates).toContainEqual(kept);
          const deleted = candidates.filter((one) => one.deletedAt !== null);
          const contenders = deleted.length > 0 ? deleted : candidates;
          expect(Number(kept?.version)).toBe(
            Math.max(...contenders.map((one) => Number(one.version))),
          );
          expect(kept?.deletedAt !== null).toBe(deleted.length > 0);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('gives the same result in any order (commutative) and any grouping (associative)', async () => {
    const shuffled = fc
      .array(snapshot, { minLength: 1, maxLength: 8 })
      .chain((all) =>
        fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
      );
    await fc.assert(
      fc.asyncProperty(shuffled, async ([all, reordered]) => {
        await clear();
        await stores[0].merge(all);
        for (const one of reordered) await stores[1].merge([one]);
        expect(await stores[1].snapshots()).toEqual(await stores[0].snapshots());
      }),
      { numRuns: 200 },
    );
  });

  it('changes nothing when the same snapshots come again (idempotent)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(snapshot, { minLength: 1, maxLength: 6 }), async (all) => {
        await clear();
        await stores[0].merge(all);
        const before = await stores[0].snapshots();
        expect(await stores[0].merge(all)).toEqual([]);
        expect(await stores[0].snapshots()).toEqual(before);
      }),
      { numRuns: 100 },
    );
  });

  it('never undoes a tombstone', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(snapshot, { minLength: 1, maxLength: 12 }), async (all) => {
        await clear();
        const deleted = new Set<string>();
        for (const one of all) {
          await stores[0].merge([one]);
          if (one.deletedAt !== null) deleted.add(one.id);
          for (const kept of await stores[0].snapshots()) {
            if (deleted.has(kept.id)) expect(kept.deletedAt).not.toBeNull();
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it('stores a tombstone for an id it has never seen', async () => {
    const tombstone = { ...sample(), deletedAt: '2026-01-01T00:00:01.000Z' };
    expect(await stores[0].merge([tombstone])).toEqual([tombstone.id]);
    expect(await stores[0].snapshots()).toEqual([tombstone]);
  });

  it('lets two overlapping batches in opposite order pass each other without a deadlock', async () => {
    const many = Array.from({ length: 200 }, (_, index) => ({
      ...sample(),
      id: `0190a000-0000-7000-8000-${index.toString(16).padStart(12, '0')}`,
    }));
    const rival = await Store.create(pool, 'left_store');
    try {
      for (let round = 1; round <= 10; round++) {
        const batch = (caption: string) =>
          many.map((one) => ({ ...one, version: String(round), caption }));
        await Promise.all([stores[0].merge(batch('one')), rival.merge(batch('other').reverse())]);
        const captions = new Set((await stores[0].snapshots()).map((one) => one.version));
        expect([...captions]).toEqual([String(round)]);
      }
    } finally {
      rival.release();
    }
  });
});

function sample(): AttachmentSnapshot {
  return {
    ...(fc.sample(snapshot, { numRuns: 1, seed: 1 })[0] as AttachmentSnapshot),
    deletedAt: null,
  };
}
