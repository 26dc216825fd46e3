/** Values by series, such as `attachment_reads_total{source="monolith"}`, as they are printed. */
export type Metrics = Record<string, number>;

/** Parses the Prometheus text format, as far as names, labels and values go. */
export function parseMetrics(text: string): Metrics {
  const metrics: Metrics = {};
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const [, series, value] = /^(\S+?(?:\{.*\})?) (\S+)/.exec(line) ?? [];
    if (series !== undefined) metrics[series] = Number(value);
  }
  return metrics;
}

export function sumMetrics(all: readonly Metrics[]): Metrics {
  const sum: Metrics = {};
  for (const metrics of all) {
    for (const [series, value] of Object.entries(metrics)) {
      sum[series] = (sum[series] ?? 0) + value;
    }
  }
  return sum;
}
