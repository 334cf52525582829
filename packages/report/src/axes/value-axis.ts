import type { Inks } from '../colors/inks.ts';
import { theme } from '../colors/theme.ts';
import { formatNumber } from '../data/format.ts';
import { textWidth } from '../svg/text-width.ts';

export type AxisScale = 'log' | 'linear';

/** Looks shared by all axes that carry values. */
export function valueAxisStyle(inks: Inks) {
  return {
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { color: inks.use(theme.muted) },
    // Thin ink rather than a colour, so that the lines read on a shaded ground as well.
    splitLine: { lineStyle: { color: inks.use(theme.ink), opacity: 0.1 } },
    z: 2,
  };
}

export interface PriceScale {
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly number[];
}

/** The range of the axis, a little beyond the data, and round ticks inside it. */
export function priceScale(scale: AxisScale, min: number, max: number): PriceScale {
  if (scale === 'log') {
    const room = max > min ? (max / min) ** 0.04 : 1.1;
    const bounds = { min: min / room, max: max * room };
    return { ...bounds, ticks: logTicks(bounds.min, bounds.max) };
  }
  const room = max > min ? 0.04 * (max - min) : Math.abs(min) / 10 || 1;
  const bounds = { min: min - room, max: max + room };
  return { ...bounds, ticks: linearTicks(bounds.min, bounds.max) };
}

/** The axis of a price scale. */
export function priceAxis(inks: Inks, scale: AxisScale, { min, max, ticks }: PriceScale) {
  const style = valueAxisStyle(inks);
  return {
    type: scale === 'log' ? ('log' as const) : ('value' as const),
    min,
    max,
    ...style,
    axisTick: { show: false, customValues: [...ticks] },
    axisLabel: { ...style.axisLabel, customValues: [...ticks] },
  };
}

/** Pixels to keep at the left for the labels of these ticks. */
export function labelRoom(ticks: readonly number[], least: number): number {
  return Math.max(least, ...ticks.map((tick) => Math.ceil(textWidth(formatNumber(tick), 12)) + 14));
}

const MANTISSAS: readonly (readonly number[])[] = [
  [1],
  [1, 3],
  [1, 2, 5],
  [1, 1.5, 2, 3, 5, 7],
  [1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 9],
];

/** Round values between two positive bounds, at even steps for the eye: the coarsest set that still has four. */
export function logTicks(min: number, max: number): number[] {
  let ticks: number[] = [];
  for (const mantissas of MANTISSAS) {
    ticks = [];
    for (let decade = Math.floor(Math.log10(min)); decade <= Math.ceil(Math.log10(max)); decade++) {
      // Written as text first, so that 1.2 at the sixth decade is 1200000 and not a neighbour.
      for (const mantissa of mantissas) ticks.push(Number(`${mantissa}e${decade}`));
    }
    ticks = ticks.filter((tick) => tick >= min && tick <= max);
    if (ticks.length > MOST_TICKS) return thinned(ticks);
    if (ticks.length >= 4) return ticks;
  }
  return ticks.length >= 2 ? ticks : linearTicks(min, max);
}

/** More decades than this are told by every second, every third and so on. */
const MOST_TICKS = 14;

function thinned(ticks: readonly number[]): number[] {
  const step = Math.ceil(ticks.length / MOST_TICKS);
  return ticks.filter((_, index) => index % step === 0);
}

/** Round values between two bounds at even steps, about `count` of them. */
export function linearTicks(min: number, max: number, count = 5): number[] {
  const rough = (max - min) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * power).find((candidate) => candidate >= rough)!;
  const first = Math.ceil(min / step);
  const steps = Math.floor(max / step) - first + 1;
  return Array.from({ length: steps }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}
