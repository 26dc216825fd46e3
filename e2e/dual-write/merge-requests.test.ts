import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BothStores } from '../support/both-stores.ts';
import { useStack } from '../support/stack.ts';
import { mergeInto, type Snapshot, sampleSnapshot } from './merge-request.ts';

/** What happens to a photo, in the order it happens. */
const life: Partial<Snapshot>[] = [
  { version: '1000', caption: '' },
  { version: '2000', caption: 'first' },
  { version: '3000', caption: 'second' },
  { version: '4000', caption: 'second', deletedAt: '2026-01-01T00:00:04.000Z' },
];

function permutations<T>(items: T[]): T[][] {
  if (items.length < 2) return [items];
  return items.flatMap((item, i) =>
    permutations(items.toSpliced(i, 1)).map((others) => [item, ...others]),
  );
}

describe('merge requests', () => {
  const app = useStack();
  let stores: BothStores;
  beforeAll(() => {
    stores = new BothStores(app.stack);
  });
  afterAll(() => stores?.close());

  const lifeOf = (id: string) => life.map((changes) => sampleSnapshot({ id, ...changes }));
  const merge = async (...snapshots: Snapshot[]) => {
    const response = await mergeInto(app.stack, snapshots);
    expect(response.status).toBe(200);
  };
  const kept = async (id: string) => {
    const { id: _, ...row } = (await stores.row('service', id)) ?? {};
    return row;
  };

  it.each([
    ['an edited photo', life.slice(0, 3), { caption: 'second', deleted_at: null }],
    ['a deleted photo', life, { caption: 'second', deleted_at: expect.any(String) }],
  ])('of %s end the same in every order, and twice', async (_name, history, outcome) => {
    for (const order of permutations(history)) {
      const id = randomUUID();
      const snapshots = order.map((changes) => sampleSnapshot({ id, ...changes }));
      for (const one of snapshots) await merge(one);
      expect(await kept(id)).toMatchObject(outcome);
      const row = await kept(id);
      for (const one of snapshots.toReversed()) await merge(one, one);
      expect(await kept(id)).toEqual(row);
    }
  });

  it('with all of it in one batch end the same, in every order', async () => {
    const ids = permutations(life).map((order) => ({ id: randomUUID(), order }));
    await merge(
      ...ids.flatMap(({ id, order }) => order.map((one) => sampleSnapshot({ id, ...one }))),
    );
    for (const { id } of ids) {
      expect(await kept(id)).toMatchObject({ version: 4000, deleted_at: expect.any(String) });
    }
  });

  it('at the same time, through all instances, end the same', async () => {
    const ids = Array.from({ length: 20 }, () => randomUUID());
    await Promise.all(ids.flatMap((id) => [...lifeOf(id), ...lifeOf(id)]).map((one) => merge(one)));
    for (const id of ids) {
      expect(await kept(id)).toMatchObject({ version: 4000, deleted_at: expect.any(String) });
    }
  });

  it('never bring back what is deleted, even with a later version', async () => {
    const id = randomUUID();
    await merge(...lifeOf(id));
    await merge(sampleSnapshot({ id, version: '9000', caption: 'From the grave' }));
    expect(await kept(id)).toMatchObject({ version: 4000, deleted_at: expect.any(String) });
  });

  it('of two different snapshots with one version keep the same one in either order', async () => {
    const id = randomUUID();
    const rivals = ['one', 'other', 'third'].map((caption) => sampleSnapshot({ id, caption }));
    const winners = new Set<unknown>();
    for (const order of permutations(rivals)) {
      await stores.service.query('DELETE FROM attachments WHERE id = $1', [id]);
      for (const rival of order) await merge(rival);
      winners.add((await kept(id)).caption);
    }
    expect([...winners]).toHaveLength(1);
  });
});
