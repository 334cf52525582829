// What the pictures of residuals share.
import { linearTicks, valueAxisStyle } from '../axes/value-axis.ts';
import { Inks } from '../colors/inks.ts';
import { resolvePalette } from '../colors/palette.ts';
import type { ChartOptions } from './chart-options.ts';

export const SMALL_SIZE = { width: 420, height: 240 };
export const SMALL_GRID = { left: 52, right: 16, top: 8, bottom: 32 };

/** What bars and curve are called, and whose colours they have. */
export const NAMES = ['residuals', 'normal'] as const;

/** Colours of what was found and of what it is held against. */
export function inksOf(options: ChartOptions) {
  const inks = new Inks();
  const colors = resolvePalette(NAMES, options.palette);
  const [residuals, normal] = NAMES.map((name) => colors.get(name)!);
  return { inks, area: inks.use(residuals!.area), mark: inks.use(normal!.mark) };
}

/** A plain axis of numbers. */
export function valueAxis(inks: Inks, min: number, max: number) {
  const style = valueAxisStyle(inks);
  const ticks = linearTicks(min, max);
  return {
    type: 'value' as const,
    ...style,
    min,
    max,
    axisTick: { show: false, customValues: ticks },
    axisLabel: { ...style.axisLabel, customValues: ticks, hideOverlap: true },
  };
}

/** Four decimals: finer than a pixel, and short in the file. */
export const round = (value: number): number => Math.round(value * 1e4) / 1e4;
