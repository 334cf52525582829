import { requireFinite } from './checks.ts';
import { requireWholeIfAny } from './arguments.ts';

/** Most decimals that are written. */
export const MOST_DIGITS = 20;

/** A fraction as percent, `97.3 %`; never rounded to nothing or to all: `<0.1 %`, `>99.9 %`, but `0 %` and `100 %` when exact. @throws ReportInputError for what is no finite number */
export function formatPercent(fraction: number): string {
  requireFinite([fraction], () => 'fraction');
  if (fraction === 0 || fraction === 1) return `${100 * fraction} %`;
  const text = (100 * fraction).toFixed(1);
  if (text === '0.0' || text === '-0.0') return fraction > 0 ? '<0.1 %' : '>\u22120.1 %';
  return fraction < 1 && text === '100.0' ? '>99.9 %' : `${text.replace('-', '\u2212')} %`;
}

/** A number with `digits` decimals, else four significant figures; commas between thousands, a true minus, no minus zero. @throws ReportInputError for what is no finite number */
export function formatNumber(value: number, digits?: number): string {
  requireFinite([value], () => 'value');
  requireWholeIfAny(digits, { min: 0, max: MOST_DIGITS }, 'digits');
  const decimals = digits ?? significantDecimals(value);
  return new Intl.NumberFormat('en-US', {
    minimumFractionDigits: digits ?? 0,
    maximumFractionDigits: decimals,
    signDisplay: 'negative',
  })
    .format(value)
    .replace('-', '\u2212');
}

/** Decimals that show four significant figures; whole numbers are never shortened. */
function significantDecimals(value: number): number {
  if (value === 0) return 0;
  return Math.min(12, Math.max(0, 3 - Math.floor(Math.log10(Math.abs(value)))));
}
