import type { Ratio } from '../statistics/ratio.ts';

/** One line of a benchmark's results. */
export interface Row {
  /** What was measured. */
  what: string;
  /** What came out, with its unit. */
  figure: string;
  /** What it was compared with, and what came out there. */
  comparedWith?: string;
  ratio?: Ratio;
  verdict?: Verdict;
}

/** What we hoped for, and whether it came true. */
export interface Verdict {
  aim: string;
  met: boolean;
}

export function atLeast(aim: number, { median }: Ratio): Verdict {
  return { aim: `≥ ${aim.toFixed(2)}×`, met: median >= aim };
}

export function atMost(aim: number, { median }: Ratio): Verdict {
  return { aim: `≤ ${aim.toFixed(2)}×`, met: median <= aim };
}

/** For figures that are not ratios. */
export function below(aim: number, unit: string, figure: number): Verdict {
  return { aim: `≤ ${aim} ${unit}`, met: figure <= aim };
}
