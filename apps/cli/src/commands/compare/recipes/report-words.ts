import type { Estimate } from '@regimekit/evaluation';

export function percentText(value: number, digits = 1): string {
  return `${(100 * value).toFixed(digits)} %`;
}

export function share(value: number | null, digits = 1): string {
  return value === null ? '-' : percentText(value, digits);
}

export function withRange({ value, lower, upper }: Estimate, show: (x: number) => string): string {
  if (value === null) return '-';
  return lower === null || upper === null ? show(value) : `${show(value)} (${show(lower)} to ${show(upper)})`;
}
