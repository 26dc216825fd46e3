import { afterEach, describe, expect, it } from '@jest/globals';
import { createLogger, Polling } from '../src/index.ts';
import { until } from './fixture-process.ts';

const logger = createLogger({ name: 'test', level: 'silent' });
const anHour = 3_600_000;

describe('polling', () => {
  let polling: Polling;
  afterEach(() => polling.stop());

  function start(batch: () => Promise<boolean>, pollMs: number): void {
    polling = new Polling({ name: 'testing', batch, pollMs, logger });
    polling.start();
  }

  it('goes on at once while there is more to do, and then waits', async () => {
    let left = 3;
    start(async () => --left > 0, anHour);
    await until(() => left === 0);
    await polling.stop();
    expect(left).toBe(0);
  });

  it('looks again after a while, and after failures too', async () => {
    let batches = 0;
    start(async () => {
      batches += 1;
      if (batches < 4) throw new Error('not yet');
      return false;
    }, 1);
    await until(() => batches > 5);
  });

  it('ends with the batch that is under way', async () => {
    const { promise: held, resolve: letGo } = Promise.withResolvers<boolean>();
    let batches = 0;
    start(() => {
      batches += 1;
      return held;
    }, 1);
    let stopped = false;
    const stopping = polling.stop().then(() => {
      stopped = true;
    });
    await new Promise(setImmediate);
    expect(stopped).toBe(false);
    letGo(true);
    await stopping;
    expect(batches).toBe(1);
  });
});
