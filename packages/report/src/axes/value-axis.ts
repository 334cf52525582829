import type { Inks } from '../colors/inks.ts';
import { theme } from '../colors/theme.ts';

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

/** A value axis that reaches a little beyond the data; a logarithmic one has ticks of its own (`logTicks`). */
export function priceAxis(inks: Inks, scale: AxisScale, min: number, max: number) {
  const style = valueAxisStyle(inks);
  if (scale === 'linear') return { type: 'value' as const, scale: true, splitNumber: 5, ...style };
  const room = (max / min) ** 0.04 || 1.01;
  const [low, high] = max > min ? [min / room, max * room] : [min / 1.1, max * 1.1];
  const customValues = logTicks(low, high);
  return {
    type: 'log' as const,
    min: low,
    max: high,
    ...style,
    axisTick: { show: false, customValues },
    axisLabel: { ...style.axisLabel, customValues },
  };
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
    if (ticks.length >= 4) return ticks;
  }
  return ticks.length >= 2 ? ticks : linearTicks(min, max);
}

/** Round values between two bounds at even steps, about `count` of them. */
export function linearTicks(min: number, max: number, count = 5): number[] {
  const rough = (max - min) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * power).find((candidate) => candidate >= rough)!;
  const digits = Math.max(0, -Math.floor(Math.log10(step)));
  const first = Math.ceil(min / step);
  const steps = Math.floor(max / step) - first + 1;
  return Array.from({ length: steps }, (_, i) => Number(((first + i) * step).toFixed(digits)));
}
