import pc from 'picocolors';
import type { Invariant } from '../checker/invariant.ts';
import type { PhaseReport, Report } from '../report/report.ts';
import { countedText, countText, durationText, phaseText } from '../text.ts';
import { table } from './table.ts';

const MAX_EXAMPLES = 3;

/** The result for people: the phases, the invariants, and what was wrong. */
export function summary(report: Report): string {
  return [
    '',
    ...phaseTable(report.phases),
    '',
    ...invariantLines(report.invariants),
    ...report.incidents.map((incident) => pc.red(`  ✗ ${incident}`)),
    '',
    verdict(report),
  ].join('\n');
}

function phaseTable(phases: PhaseReport[]): string[] {
  const head = ['phase', 'requests', 'failed', 'uploads', 'p50', 'p95', 'p99', 'reads', 'writes'];
  const rows = phases.map((phase) => [
    phaseText(phase),
    countText(phase.requests),
    countText(phase.failed),
    countText(phase.uploads),
    durationText(phase.latencyMs.p50),
    durationText(phase.latencyMs.p95),
    durationText(phase.latencyMs.p99),
    shares(phase.readsBySource),
    shares(phase.writesByTarget),
  ]);
  const [first = '', ...lines] = table([head, ...rows], [1, 2, 3, 4, 5, 6]);
  return [pc.dim(`  ${first}`), ...lines.map((line) => `  ${line}`)];
}

/** "service 98%, monolith 2%". */
function shares(counts: Record<string, number>): string {
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${Math.round((100 * count) / all)}%`)
    .join(', ');
}

function invariantLines(invariants: Invariant[]): string[] {
  const width = Math.max(...invariants.map(({ name }) => name.length));
  return invariants.flatMap((invariant) => {
    const { name, ok, applies, reason, checked, violations, examples } = invariant;
    const title = name.padEnd(width);
    if (!applies) return [pc.dim(`  – ${title}  does not apply: ${reason}`)];
    if (ok) return [`  ${pc.green('✓')} ${title}  ${pc.dim(countedText(checked, 'check'))}`];
    const problem =
      checked === 0
        ? 'nothing was checked'
        : `${countText(violations)} of ${countedText(checked, 'check')} failed`;
    return [
      pc.red(`  ✗ ${title}  ${problem}`),
      ...examples.slice(0, MAX_EXAMPLES).map((example) => pc.red(`      ${example}`)),
    ];
  });
}

function verdict({ ok, stopped, invariants, durationMs }: Report): string {
  const took = durationText(durationMs);
  if (ok) return pc.green(pc.bold(`  Every invariant held. (${took})`));
  const held = invariants.every((invariant) => invariant.ok || !invariant.applies);
  const reason = held ? 'Not everything went well.' : 'Not every invariant held.';
  const why = stopped === undefined ? reason : `Stopped: ${stopped}.`;
  return pc.red(pc.bold(`  ${why} (${took})`));
}
