import { describe, expect, it } from '@jest/globals';
import { load, steadyLoad } from '../src/load/load.ts';

describe('load', () => {
  it('keeps so many requests under way, and no more', async () => {
    let underWay = 0;
    let most = 0;
    await load({ concurrency: 3, seconds: 0.1 }, async () => {
      most = Math.max(most, ++underWay);
      await new Promise(setImmediate);
      underWay--;
    });
    expect(most).toBe(3);
    expect(underWay).toBe(0);
  });

  it('counts requests per second and their latency', async () => {
    const request = () => new Promise<void>((resolve) => setTimeout(resolve, 20));
    const { perSecond, latencyMs } = await load({ concurrency: 2, seconds: 0.5 }, request);
    expect(perSecond).toBeGreaterThan(10);
    expect(perSecond).toBeLessThanOrEqual(105);
    expect(latencyMs.p50).toBeGreaterThanOrEqual(18);
    expect(latencyMs.p99).toBeGreaterThanOrEqual(latencyMs.p50);
  });

  it('fails when a request does', async () => {
    const failing = async () => {
      throw new Error('503');
    };
    await expect(load({ concurrency: 2, seconds: 10 }, failing)).rejects.toThrow('503');
  });
});

describe('steadyLoad', () => {
  it('does not wait for slow answers, and counts from when a request was due', async () => {
    let requests = 0;
    let answer = () => {};
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const { latencyMs } = await steadyLoad({ perSecond: 100, seconds: 0.1 }, async () => {
      if (++requests === 10) answer();
      await answered;
    });
    expect(requests).toBe(10);
    expect(latencyMs.p99).toBeGreaterThan(50);
  });
});
