import type { Point } from '../timeline.ts';
import { chart, type Layer } from './chart.ts';
import { type Html, html } from './html.ts';
import type { Report } from './report.ts';

const COLORS = ['var(--c1)', 'var(--c2)', 'var(--c3)', 'var(--c4)', 'var(--c5)'];

/** What happened over time, each chart on the same axis as the bar of phases. */
export function charts({ timeline, phases }: Report): Html {
  const endMs = Math.max(...phases.map((phase) => phase.endedMs), 1);
  const axis = {
    endMs,
    timesMs: timeline.map(({ atMs }) => atMs),
    marksMs: phases.slice(1).map(({ beganMs }) => beganMs),
  };
  const perSecond = (count: number, { ms }: Point) => (1000 * count) / Math.max(1, ms);
  const requests: Layer[] = [
    {
      name: 'failed',
      color: 'var(--bad)',
      values: timeline.map((point) => perSecond(point.failed, point)),
    },
    {
      name: 'answered well',
      color: 'var(--c1)',
      values: timeline.map((point) => perSecond(point.requests - point.failed, point)),
    },
  ];
  const byLabel = (counts: (point: Point) => Record<string, number>): Layer[] =>
    labelsOf(timeline.map(counts)).map((name, index) => ({
      name,
      color: COLORS[index % COLORS.length] ?? '',
      values: timeline.map((point) => perSecond(counts(point)[name] ?? 0, point)),
    }));
  const latency = timeline.map(({ p95Ms }) => p95Ms);
  return html`
    ${chart({ ...axis, title: 'Requests', unit: 'per second', layers: requests })}
    ${chart({ ...axis, title: 'Reads by source', unit: 'attachments per second', layers: byLabel((point) => point.readsBySource) })}
    ${chart({ ...axis, title: 'Writes by target', unit: 'attachments per second', layers: byLabel((point) => point.writesByTarget) })}
    ${chart({ ...axis, title: 'Latency', unit: 'ms, 95th percentile', layers: [{ name: 'p95', color: 'var(--c3)', values: latency }] })}`;
}

/** All labels there are, in the order in which they first came up. */
function labelsOf(counts: Record<string, number>[]): string[] {
  return [...new Set(counts.flatMap((one) => Object.keys(one)))];
}
