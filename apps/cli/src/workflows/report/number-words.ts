// Numbers as the report says them.
import type { Estimate } from '@regimekit/evaluation';

export function percentText(value: number, digits = 1): string {
  return `${(100 * value).toFixed(digits)} %`;
}

export function share(value: number | null, digits = 1): string {
  return value === null ? '-' : percentText(value, digits);
}

export function rangeOf({ lower, upper }: Estimate, show: (x: number) => string): string {
  return lower === null || upper === null ? 'interval unknown' : `${withoutUnit(show(lower))} to ${show(upper)}`;
}

/** A number with its interval; the unit is said once. */
export function withRange(estimate: Estimate, show: (x: number) => string): string {
  if (estimate.value === null) return '-';
  return `${show(estimate.value)} (${withoutUnit(rangeOf(estimate, show))})`;
}

function withoutUnit(text: string): string {
  return text.replace(/ %$/u, '');
}
