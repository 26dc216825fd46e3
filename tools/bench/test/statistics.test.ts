import { describe, expect, it } from '@jest/globals';
import { alternate } from '../src/statistics/alternate.ts';
import { median } from '../src/statistics/quantiles.ts';
import { ratioOf } from '../src/statistics/ratio.ts';

describe('median', () => {
  it('is the middle one of an odd number, in whatever order', () => {
    expect(median([9, 1, 5])).toBe(5);
  });

  it('is half-way between the two in the middle of an even number', () => {
    expect(median([4, 1, 2, 100])).toBe(3);
  });

  it('sorts by value, not as text', () => {
    expect(median([10, 9, 100])).toBe(10);
  });

  it('leaves its argument alone', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });

  it('is undefined for nothing', () => {
    expect(() => median([])).toThrow(RangeError);
  });
});

describe('ratioOf', () => {
  it('compares round by round, so that a slower round slows both sides', () => {
    expect(ratioOf([50, 5, 60], [100, 10, 100])).toEqual({
      median: 0.5,
      lowest: 0.5,
      highest: 0.6,
    });
  });

  it('refuses sides that were not measured equally often', () => {
    expect(() => ratioOf([1, 2], [1])).toThrow(RangeError);
  });
});

describe('alternate', () => {
  it('drops a first round, then takes turns at who goes first', async () => {
    const order: string[] = [];
    const named = (name: string) => async () => order.push(name);
    const results = await alternate({ a: named('a'), b: named('b') }, { rounds: 2 });
    expect(order).toEqual(['a', 'b', 'b', 'a', 'a', 'b']);
    expect(results).toEqual({ a: [4, 5], b: [3, 6] });
  });

  it('keeps the first round of what needs no warming up', async () => {
    const results = await alternate({ a: async () => 1 }, { rounds: 2, warmUp: false });
    expect(results).toEqual({ a: [1, 1] });
  });
});
