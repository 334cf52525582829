import type { Chart } from '../chart.ts';
import { linearTicks, valueAxisStyle } from '../axes/value-axis.ts';
import { Inks } from '../colors/inks.ts';
import { resolvePalette } from '../colors/palette.ts';
import { theme } from '../colors/theme.ts';
import { requireFinite, requireLength, requireSome } from '../data/checks.ts';
import { formatNumber, formatPercent } from '../data/format.ts';
import { assembleChart, type ChartOptions } from './chart-options.ts';

const SIZE = { width: 420, height: 240 };
const GRID = { left: 52, right: 16, top: 8, bottom: 32 };
const NAMES = ['residuals', 'normal'] as const;

/** A histogram and the curve it is held against. */
export interface HistogramData {
  /** Borders of the bars, ascending, one more than there are bars. */
  readonly edges: readonly number[];
  /** Height of each bar. */
  readonly densities: readonly number[];
  /** Height of the curve in the middle of each bar. */
  readonly normal: readonly number[];
  /** What bars and curve are called. @default ['residuals', 'normal'] */
  readonly names?: readonly [string, string] | undefined;
}

/** Autocorrelations at lags 1, 2, ... */
export interface AutocorrelationData {
  readonly values: readonly number[];
  /** Plus and minus: where values lie that are none. */
  readonly band: number;
}

/** What should be and what is, both ascending. */
export interface QuantileData {
  readonly theoretical: readonly number[];
  readonly sample: readonly number[];
}

/**
 * A histogram of residuals with the normal curve.
 *
 * @throws ReportInputError for empty, ragged or non-finite data
 *
 * @example
 * ```ts
 * import { histogramChart } from '@regimekit/report';
 *
 * const data = { edges: [-2, 0, 2], densities: [0.2, 0.3], normal: [0.24, 0.24] };
 * histogramChart(data).description; // '2 bars from -2 to 2; the highest is 0.3, where the curve is 0.24.'
 * ```
 */
export function histogramChart(
  { edges, densities, normal, names = NAMES }: HistogramData,
  options: ChartOptions = {},
): Chart {
  requireSome(densities, 'densities');
  requireLength(edges, densities.length + 1, 'edges');
  requireLength(normal, densities.length, 'normal');
  for (const [name, values] of Object.entries({ edges, densities, normal })) {
    requireFinite(values, (index) => `${name} ${index}`);
  }
  const { inks, area, mark } = inksOf(options);
  const steps = edges.map((edge, i) => [round(edge), round(densities[i] ?? densities.at(-1)!)]);
  const curve = normal.map((value, i) => [round((edges[i]! + edges[i + 1]!) / 2), round(value)]);
  const top = densities.indexOf(Math.max(...densities));
  return assembleChart(options, {
    title: 'Histogram',
    subtitle: 'Share of the residuals over the width of each bar, and the normal density',
    description: `${densities.length} bars from ${formatNumber(edges[0]!)} to ${formatNumber(edges.at(-1)!)}; the highest is ${formatNumber(densities[top]!)}, where the curve is ${formatNumber(normal[top]!)}.`,
    ...SIZE,
    legend: [
      { name: names[0], color: area, symbol: 'area' },
      { name: names[1], color: mark, symbol: 'line' },
    ],
    option: {
      animation: false,
      grid: GRID,
      xAxis: valueAxis(inks, edges[0]!, edges.at(-1)!),
      yAxis: valueAxis(inks, 0, 1.05 * Math.max(...densities, ...normal)),
      series: [
        {
          type: 'line',
          name: names[0],
          data: steps,
          step: 'end',
          showSymbol: false,
          silent: true,
          color: area,
          lineStyle: { width: 0 },
          areaStyle: { opacity: 1, color: area },
        },
        {
          type: 'line',
          name: names[1],
          data: curve,
          smooth: true,
          showSymbol: false,
          silent: true,
          color: mark,
          lineStyle: { width: 2, color: mark },
        },
      ],
    },
    inks,
  });
}

/**
 * Autocorrelations as sticks, with the band inside which they mean nothing.
 *
 * @throws ReportInputError for empty or non-finite data
 *
 * @example
 * ```ts
 * import { autocorrelationChart } from '@regimekit/report';
 *
 * autocorrelationChart({ values: [0.3, 0.01], band: 0.1 }).description; // '1 of 2 lags lies outside of ±0.1; the largest is 0.3 at lag 1.'
 * ```
 */
export function autocorrelationChart({ values, band }: AutocorrelationData, options: ChartOptions = {}): Chart {
  requireSome(values, 'values');
  requireFinite([...values, band], (index) => `lag ${index + 1}`);
  const { inks, mark } = inksOf(options);
  const lags = values.length;
  const outside = values.filter((value) => Math.abs(value) > band).length;
  const largest = values.reduce((a, value, i) => (Math.abs(value) > Math.abs(values[a]!) ? i : a), 0);
  const reach = Math.max(2 * band, 1.1 * Math.max(...values.map(Math.abs)));
  const border = inks.use(theme.muted);
  return assembleChart(options, {
    title: 'Autocorrelation',
    subtitle: 'At each lag; dashed: 95 of 100 lie within if there is none',
    description: `${outside} of ${lags} lags ${outside === 1 ? 'lies' : 'lie'} outside of ±${formatNumber(band)}; the largest is ${formatNumber(values[largest]!)} at lag ${largest + 1}.`,
    ...SIZE,
    legend: [],
    option: {
      animation: false,
      grid: GRID,
      xAxis: valueAxis(inks, 0, lags + 1),
      yAxis: valueAxis(inks, -reach, reach),
      series: [
        ...[0, band, -band].map((height) => ({
          type: 'line' as const,
          data: [
            [0, round(height)],
            [lags + 1, round(height)],
          ],
          showSymbol: false,
          silent: true,
          lineStyle: { width: 1, color: border, type: height === 0 ? ('solid' as const) : ('dashed' as const) },
        })),
        {
          type: 'line' as const,
          data: values.flatMap((value, i): (number | string)[][] => [
            [i + 1, 0],
            [i + 1, round(value)],
            [i + 1, '-'],
          ]),
          showSymbol: false,
          silent: true,
          color: mark,
          lineStyle: { width: 3, color: mark },
        },
      ],
    },
    inks,
  });
}

/**
 * A quantile plot: each residual over where it should lie; on the line all is well.
 *
 * @throws ReportInputError for empty, ragged or non-finite data
 *
 * @example
 * ```ts
 * import { quantileChart } from '@regimekit/report';
 *
 * quantileChart({ theoretical: [-1, 0, 1], sample: [-3, 0, 1] }).description;
 * // 'From -3 where -1 was expected to 1 where 1 was expected.'
 * ```
 */
export function quantileChart({ theoretical, sample }: QuantileData, options: ChartOptions = {}): Chart {
  requireSome(sample, 'sample');
  requireLength(theoretical, sample.length, 'theoretical');
  requireFinite([...theoretical, ...sample], (index) => `value ${index}`);
  const { inks, mark } = inksOf(options);
  const reach = 1.05 * Math.max(...theoretical.map(Math.abs), ...sample.map(Math.abs), 1);
  const across = 1.05 * Math.max(...theoretical.map(Math.abs), 1);
  const line = inks.use(theme.muted);
  return assembleChart(options, {
    title: 'Quantiles',
    subtitle: 'Residuals, over where normal ones would lie; on the line all is well',
    description: `From ${formatNumber(sample[0]!)} where ${formatNumber(theoretical[0]!)} was expected to ${formatNumber(sample.at(-1)!)} where ${formatNumber(theoretical.at(-1)!)} was expected.`,
    ...SIZE,
    legend: [],
    option: {
      animation: false,
      grid: GRID,
      xAxis: valueAxis(inks, -across, across),
      yAxis: valueAxis(inks, -reach, reach),
      series: [
        {
          type: 'line',
          data: [
            [-across, -across],
            [across, across],
          ].map((point) => point.map(round)),
          showSymbol: false,
          silent: true,
          lineStyle: { width: 1, color: line },
        },
        {
          type: 'scatter',
          data: sample.map((value, i) => [round(theoretical[i]!), round(value)]),
          symbol: 'circle',
          symbolSize: 4,
          silent: true,
          color: mark,
          itemStyle: { opacity: 1 },
        },
      ],
    },
    inks,
  });
}

/** An interval in words of a picture: where an estimate lies, and between what. */
export interface IntervalData {
  readonly name: string;
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

export interface IntervalOptions extends ChartOptions {
  /** Share at the right end of the axis. @default 1 */
  readonly upTo?: number | undefined;
  /** Share that is right for all, drawn as a dashed line. @default none */
  readonly expected?: number | undefined;
}

/**
 * Probabilities with their intervals, one below the other.
 *
 * @throws ReportInputError for empty or non-finite data
 *
 * @example
 * ```ts
 * import { intervalChart } from '@regimekit/report';
 *
 * intervalChart([{ name: 'calm stays', estimate: 0.95, lower: 0.9, upper: 0.98 }]).description; // 'calm stays: 95.0 %, from 90.0 % to 98.0 %.'
 * ```
 */
export function intervalChart(intervals: readonly IntervalData[], options: IntervalOptions = {}): Chart {
  const { upTo = 1, expected } = options;
  requireSome(intervals, 'intervals');
  for (const { name, estimate, lower, upper } of intervals) requireFinite([estimate, lower, upper], () => name);
  const { inks, mark } = inksOf(options);
  const style = valueAxisStyle(inks);
  const names = intervals.map(({ name }) => name);
  return assembleChart(options, {
    title: 'Intervals',
    description: intervals
      .map(({ name, estimate, lower, upper }) => {
        return `${name}: ${formatPercent(estimate)}, from ${formatPercent(lower)} to ${formatPercent(upper)}.`;
      })
      .join(' '),
    width: 872,
    height: 48 + 30 * intervals.length,
    legend: [],
    option: {
      animation: false,
      grid: { left: 200, right: 16, top: 8, bottom: 32 },
      xAxis: {
        type: 'value',
        ...style,
        min: 0,
        max: round(100 * upTo),
        axisLabel: { ...style.axisLabel, formatter: '{value} %' },
      },
      yAxis: {
        type: 'category',
        data: names,
        inverse: true,
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { color: inks.use(theme.ink), interval: 0, width: 184, overflow: 'truncate' },
      },
      series: [
        {
          type: 'line',
          data: intervals.flatMap(({ name, lower, upper }): (number | string)[][] => [
            [round(100 * lower), name],
            [round(100 * upper), name],
            ['-', name],
          ]),
          showSymbol: false,
          silent: true,
          lineStyle: { width: 3, color: inks.use(theme.axis) },
        },
        {
          type: 'scatter',
          data: intervals.map(({ name, estimate }) => [round(100 * estimate), name]),
          symbol: 'circle',
          symbolSize: 10,
          silent: true,
          color: mark,
          itemStyle: { opacity: 1 },
          z: 4,
          ...(expected === undefined ? {} : { markLine: dashed(inks, expected) }),
        },
      ],
    },
    inks,
  });
}

/** Where the estimates should lie. */
function dashed(inks: Inks, expected: number) {
  return {
    silent: true,
    symbol: 'none',
    label: { show: false },
    lineStyle: { type: 'dashed' as const, width: 1, color: inks.use(theme.muted) },
    data: [{ xAxis: round(100 * expected) }],
  };
}

function inksOf(options: ChartOptions) {
  const inks = new Inks();
  const colors = resolvePalette(NAMES, options.palette);
  const [residuals, normal] = NAMES.map((name) => colors.get(name)!);
  return { inks, area: inks.use(residuals!.area), mark: inks.use(normal!.mark) };
}

function valueAxis(inks: Inks, min: number, max: number) {
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

const round = (value: number): number => Math.round(value * 1e4) / 1e4;
