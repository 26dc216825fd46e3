import type { Row, Verdict } from './report/row.ts';
import { alternate } from './statistics/alternate.ts';
import { median } from './statistics/quantiles.ts';
import type { Ratio } from './statistics/ratio.ts';
import { ratioOf } from './statistics/ratio.ts';

export interface Comparison {
  what: string;
  /** Measures once what is in question. */
  measure(): Promise<number>;
  /** Measures once what it is compared with. */
  measureBase(): Promise<number>;
  /** What it is compared with, as in "12 ms in phase 0". */
  base: string;
  /** Writes a figure with its unit. */
  format(figure: number): string;
  rounds: number;
  verdict(ratio: Ratio): Verdict;
}

/** Measures two things in turn, a number of rounds, and gives the medians and their ratio. */
export async function compare(comparison: Comparison): Promise<Row> {
  const { what, measure, measureBase, base, format, rounds, verdict } = comparison;
  const figures = await alternate({ base: measureBase, it: measure }, { rounds });
  const ratio = ratioOf(figures.it, figures.base);
  return {
    what,
    figure: format(median(figures.it)),
    comparedWith: `${format(median(figures.base))} ${base}`,
    ratio,
    verdict: verdict(ratio),
  };
}
