import { type Html, html } from './html.ts';

const WIDTH = 1000;
const HEIGHT = 110;

/** One coloured area of a chart: a value for each point in time. */
export interface Layer {
  name: string;
  /** A CSS colour. */
  color: string;
  values: number[];
}

export interface ChartOptions {
  title: string;
  unit: string;
  /** When each point begins; as many as each layer has values. */
  timesMs: number[];
  endMs: number;
  /** Stacked, the first at the bottom. */
  layers: Layer[];
  /** Where phases begin. */
  marksMs: number[];
}

/** A small chart over time: stacked areas, with a line where each phase begins. */
export function chart({ title, unit, timesMs, endMs, layers, marksMs }: ChartOptions): Html {
  const totals = timesMs.map((_, index) => sum(layers.map(({ values }) => values[index] ?? 0)));
  const max = niceCeiling(Math.max(1, ...totals));
  const x = (ms: number) => round((ms / Math.max(1, endMs)) * WIDTH);
  const y = (value: number) => round(HEIGHT - (value / max) * HEIGHT);
  let below = timesMs.map(() => 0);
  const areas = layers.map(({ color, values }) => {
    const above = below.map((base, index) => base + (values[index] ?? 0));
    const path = areaPath(timesMs, endMs, above, below, x, y);
    below = above;
    return html`<path d="${path}" fill="${color}"/>`;
  });
  return html`<figure class="chart">
    <figcaption><b>${title}</b> <span class="unit">${unit}, up to ${max}</span>
      ${layers.map(({ name, color }) => html`<span class="key"><i style="background:${color}"></i>${name}</span>`)}
    </figcaption>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${title}">
      ${[0.25, 0.5, 0.75].map((part) => html`<line class="grid" x1="0" x2="${WIDTH}" y1="${HEIGHT * part}" y2="${HEIGHT * part}"/>`)}
      ${areas}
      ${marksMs.map((ms) => html`<line class="mark" x1="${x(ms)}" x2="${x(ms)}" y1="0" y2="${HEIGHT}"/>`)}
    </svg>
  </figure>`;
}

/** Steps, not slopes: a value holds for the whole of its stretch of time. */
function areaPath(
  timesMs: number[],
  endMs: number,
  above: number[],
  below: number[],
  x: (ms: number) => number,
  y: (value: number) => number,
): string {
  const until = (index: number) => timesMs[index + 1] ?? endMs;
  const top = timesMs.map((ms, index) => {
    const level = y(above[index] ?? 0);
    return `${x(ms)},${level} ${x(until(index))},${level}`;
  });
  const bottom = timesMs.map((ms, index) => {
    const level = y(below[index] ?? 0);
    return `${x(until(index))},${level} ${x(ms)},${level}`;
  });
  return top.length === 0 ? '' : `M${top.join(' L')} L${bottom.reverse().join(' L')}Z`;
}

/** The next of 1, 2, 5, 10, 20, 50 … */
function niceCeiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((factor) => factor * power).find((nice) => nice >= value) ?? value;
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}
