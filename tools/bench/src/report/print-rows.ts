import pc from 'picocolors';
import { formatRatio } from './format.ts';
import type { Row } from './row.ts';

/** Shows results on the terminal. */
export function printRows(rows: readonly Row[]): void {
  for (const { what, figure, comparedWith, ratio, verdict } of rows) {
    const compared = comparedWith ? pc.dim(` against ${comparedWith}`) : '';
    console.log(`  ${what}: ${pc.bold(figure)}${compared}`);
    const judged = verdict && (verdict.met ? pc.green : pc.yellow)(`aim ${verdict.aim}`);
    const details = [ratio && formatRatio(ratio), judged].filter(Boolean);
    if (details.length > 0) console.log(`      ${details.join('  ')}`);
  }
}
