import type { Ratio } from '../statistics/ratio.ts';

/** Three significant digits, with separators between thousands. */
export function formatNumber(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en-GB', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

/** Such as `0.71× (0.66–0.75)`. */
export function formatRatio({ median, lowest, highest }: Ratio): string {
  return `${median.toFixed(2)}× (${lowest.toFixed(2)}–${highest.toFixed(2)})`;
}

export function perSecond(value: number): string {
  return `${formatNumber(value)}/s`;
}

export function milliseconds(value: number): string {
  return `${formatNumber(value)} ms`;
}

export function mebibytes(bytes: number): string {
  return `${formatNumber(bytes / 1024 / 1024)} MiB`;
}
