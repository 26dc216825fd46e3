import type { Benchmark } from '../benchmark.ts';
import { formatRatio } from './format.ts';
import type { Row } from './row.ts';

/** A benchmark's results as a section of a Markdown document. */
export function sectionOf(
  { name, measures }: Benchmark,
  rows: readonly Row[],
  ran: string,
): string {
  const lines = rows.map(({ what, figure, comparedWith, ratio, verdict }) => [
    what,
    figure,
    comparedWith ?? '',
    ratio ? formatRatio(ratio) : '',
    verdict ? `${verdict.aim} ${verdict.met ? '✓' : '✗ missed'}` : '',
  ]);
  const table = [
    ['What', 'Figure', 'Compared with', 'Ratio (rounds)', 'Aim'],
    ['---', '---', '---', '---', '---'],
    ...lines,
  ].map((cells) => `| ${cells.join(' | ')} |`);
  return `## ${name}\n\n${measures}\n\n${table.join('\n')}\n\n${ran}\n`;
}

/**
 * Puts new sections into a document in place of older ones of the same benchmarks, and leaves those that were not run.
 *
 * @param order names of all benchmarks, in the order of their sections
 */
export function mergeSections(
  document: string,
  introduction: string,
  sections: ReadonlyMap<string, string>,
  order: readonly string[],
): string {
  const earlier = new Map(
    document
      .split(/^(?=## )/m)
      .slice(1)
      .map((section) => [headingOf(section), section]),
  );
  const merged = order.flatMap((name) => sections.get(name) ?? earlier.get(name) ?? []);
  return `${[introduction, ...merged].map((part) => part.trim()).join('\n\n')}\n`;
}

function headingOf(section: string): string {
  return section.slice('## '.length, section.indexOf('\n')).trim();
}
