import { describe, expect, it } from '@jest/globals';
import { waitFor } from '../support/wait-for.ts';
import { patienceMs, succeeded, useBackfillStack } from './backfill-stack.ts';

const batchMs = 300;
const niceRatio = 4;

describe('a backfill beside users', () => {
  const used = useBackfillStack();

  it('rests between batches, the longer the longer they take', async () => {
    await used.makeHistory(60);
    used.standIn.behave(({ ids }) => (ids.length > 0 ? 'hold' : 'pass'));
    const options = ['--batch-size', '20', '--nice-ratio', String(niceRatio), '--json'];
    const backfill = used.launch('backfill', ...options);
    await waitFor(
      'two batches are under way',
      () => used.standIn.calls.filter(({ ids }) => ids.length > 0).length === 2,
      patienceMs,
    );
    const heldAt = performance.now();
    await waitFor('they have taken their time', () => performance.now() - heldAt >= batchMs);

    const passedAt: number[] = [];
    used.standIn.behave(({ ids }) => {
      if (ids.length > 0) passedAt.push(performance.now());
      return 'pass';
    });
    expect(succeeded(await backfill.finished)).toMatchObject({ merged: 60 });
    expect(passedAt).toHaveLength(3);
    const [, second = 0, third = 0] = passedAt;
    expect(third - second).toBeGreaterThanOrEqual(niceRatio * batchMs);
    await used.stores.becomeEqual();
  });
});
