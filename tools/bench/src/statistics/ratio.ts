import { median } from './quantiles.ts';

/** How one thing compares with another: the median of the rounds, and the rounds that differed most from it. */
export interface Ratio {
  median: number;
  lowest: number;
  highest: number;
}

/**
 * Compares figures that were measured in turn. Each round gives a ratio of its own, so that a machine that gets slower in the
 * course of a run slows both sides of it.
 *
 * @throws RangeError when there are no rounds, or one side has more of them
 */
export function ratioOf(figures: readonly number[], base: readonly number[]): Ratio {
  if (figures.length !== base.length) throw new RangeError('both sides need the same rounds');
  const ratios = figures.map((figure, round) => figure / (base[round] as number));
  return { median: median(ratios), lowest: Math.min(...ratios), highest: Math.max(...ratios) };
}
