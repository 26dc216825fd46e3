import { describe, expect, it } from '@jest/globals';
import { waitFor } from '../support/wait-for.ts';
import { patienceMs, succeeded, useBackfillStack } from './backfill-stack.ts';

describe('the throttle', () => {
  const used = useBackfillStack();

  it('slows the backfill down while live reads are slow, and lets go afterwards', async () => {
    await used.makeHistory(800);
    // Nothing is merged until live reads are slow.
    used.standIn.behave(({ ids }) => (ids.length > 0 ? 'hold' : 'pass'));
    const backfill = used.launch('backfill', '--batch-size', '20', '--json');
    let output = '';
    backfill.onOutput((chunk) => {
      output += chunk;
    });
    await waitFor(
      'it has begun',
      () => used.standIn.calls.some(({ ids }) => ids.length > 0),
      patienceMs,
    );

    const lock = await used.stores.monolith.connect();
    try {
      await lock.query('BEGIN');
      await lock.query('LOCK TABLE messages');
      await waitFor(
        'it says that it is throttled',
        () => /^throttled: a live read/m.test(output),
        patienceMs,
      );
      await lock.query('ROLLBACK');
    } finally {
      lock.release(true);
    }
    used.standIn.behave('pass');
    const { throttle, merged } = succeeded(await backfill.finished);
    expect(merged).toBe(800);
    expect(throttle.slowdowns).toBeGreaterThanOrEqual(1);
    expect(throttle.longestPauseMs).toBeGreaterThanOrEqual(20);
    await used.stores.becomeEqual();
  });
});
