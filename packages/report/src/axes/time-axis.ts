import type { Inks } from '../colors/inks.ts';
import { theme } from '../colors/theme.ts';
import { timeTicks } from './time-ticks.ts';

/** Room for the labels of the value axis at the left, and for half a time label at the right. */
export const margins = { left: 52, right: 8 };

/** Up to this width a picture counts as narrow (a telephone), and its axes show fewer labels. */
export const NARROW = 560;

/** The width for which ticks are chosen in narrow places: the smallest telephone in use. */
const NARROWEST = 320;

/** A time axis between two instants (milliseconds, UTC) for a picture of the given width. */
export function timeAxis(inks: Inks, from: number, to: number, width: number) {
  return {
    type: 'time' as const,
    min: from,
    max: to,
    axisLine: { onZero: false, lineStyle: { color: inks.use(theme.axis) } },
    splitLine: { show: false },
    ...ticksFor(inks, from, to, width),
  };
}

/** The same ticks for narrow places, as a rule of echarts' `media`. */
export function narrowTimeAxis(inks: Inks, from: number, to: number) {
  return ticksFor(inks, from, to, NARROWEST);
}

function ticksFor(inks: Inks, from: number, to: number, width: number) {
  const { values, formatter } = timeTicks(from, to, width - margins.left - margins.right, margins.right);
  return {
    axisTick: { customValues: [...values], lineStyle: { color: inks.use(theme.axis) } },
    axisLabel: { customValues: [...values], formatter, color: inks.use(theme.muted), hideOverlap: true },
  };
}
