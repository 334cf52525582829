import type { Chart, ChartTexts, LegendItem } from '../chart.ts';
import type { Inks } from '../colors/inks.ts';
import type { Palette } from '../colors/palette.ts';
import {
  describeValue,
  requireObject,
  requireOptions,
  requireTextsIfAny,
  type OptionNames,
} from '../data/arguments.ts';
import { ReportInputError } from '../errors.ts';
import type { DrawnOption } from '../svg/echarts.ts';

/** What every builder takes beside its data. */
export interface ChartOptions extends ChartTexts {
  /** Colours by name; names without an entry have defaults. */
  readonly palette?: Palette;
  /** Width of the plot in CSS pixels; narrower places redraw it at their own width. */
  readonly width?: number;
  readonly height?: number;
}

/** What every builder knows; those with more add theirs. */
export const chartOptionNames: OptionNames<ChartOptions> = {
  title: true,
  subtitle: true,
  description: true,
  palette: true,
  width: true,
  height: true,
};

/** The range of `maxPoints`: a curve has two ends, and nobody draws a million of points. */
export const POINTS_RANGE = { min: 2, max: 100_000 };

/**
 * The first line of every builder: options of the right kinds, and none of them misspelt.
 *
 * @param names every key of the options type
 */
export function checkChartOptions(options: ChartOptions, names: Readonly<Record<string, true>>, owner: string): void {
  requireOptions(options, names, owner);
  requireTextsIfAny(options, ['title', 'subtitle', 'description']);
  if (options.width !== undefined) checkSize(options.width, 'width');
  if (options.height !== undefined) checkSize(options.height, 'height');
  if (options.palette !== undefined) requireObject(options.palette, 'palette', 'an object with a colour for each name');
}

interface ChartParts {
  readonly title: string;
  readonly subtitle?: string;
  readonly description: string;
  readonly width: number;
  readonly height: number;
  readonly legend: readonly LegendItem[];
  readonly option: DrawnOption;
  readonly inks: Inks;
}

/** Puts a chart together: the caller's words and size win over the builder's. */
export function assembleChart(options: ChartOptions, parts: ChartParts): Chart {
  const { inks, ...rest } = parts;
  const subtitle = options.subtitle ?? parts.subtitle;
  return {
    ...rest,
    title: options.title ?? parts.title,
    ...(subtitle === undefined ? {} : { subtitle }),
    description: options.description ?? parts.description,
    width: checkSize(options.width ?? parts.width, 'width'),
    height: checkSize(options.height ?? parts.height, 'height'),
    darkColors: inks.darkColors(),
  };
}

/** Below this nothing is readable, above it a mistake is likelier than a poster. */
const SIZE_RANGE = { min: 64, max: 10_000 };

export function checkSize(size: number, what: string): number {
  if (Number.isFinite(size) && size >= SIZE_RANGE.min && size <= SIZE_RANGE.max) return size;
  throw new ReportInputError(
    'REPORT_INVALID_SIZE',
    `${what}: expected ${SIZE_RANGE.min} to ${SIZE_RANGE.max} pixels, received ${describeValue(size)}.`,
    'Leave it out for the size that suits the chart.',
    { received: describeValue(size) },
  );
}
