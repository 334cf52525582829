import type { Chart } from '../chart.ts';
import { valueAxisStyle } from '../axes/value-axis.ts';
import { theme } from '../colors/theme.ts';
import type { Inks } from '../colors/inks.ts';
import { invalidArgument, requireRecords, requireText, type OptionNames } from '../data/arguments.ts';
import { requireFinite, requireSome } from '../data/checks.ts';
import { formatPercent } from '../data/format.ts';
import { assembleChart, chartOptionNames, checkChartOptions, type ChartOptions } from './chart-options.ts';
import { inksOf, round } from './residual-parts.ts';

/** An interval in words of a picture: where an estimate lies, and between what. */
export interface IntervalData {
  readonly name: string;
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

export interface IntervalOptions extends ChartOptions {
  /** Share at the right end of the axis, above 0 and at most 1. @default 1 */
  readonly upTo?: number | undefined;
  /** Share that is right for all, 0 to 1, drawn as a dashed line. @default none */
  readonly expected?: number | undefined;
}

const OPTIONS: OptionNames<IntervalOptions> = { ...chartOptionNames, upTo: true, expected: true };

/**
 * Probabilities with their intervals, one below the other.
 *
 * @throws ReportInputError for empty or non-finite data, and options of the wrong kind
 *
 * @example
 * ```ts
 * import { intervalChart } from '@regimekit/report';
 *
 * intervalChart([{ name: 'calm stays', estimate: 0.95, lower: 0.9, upper: 0.98 }]).description; // 'calm stays: 95.0 %, from 90.0 % to 98.0 %.'
 * ```
 */
export function intervalChart(intervals: readonly IntervalData[], options: IntervalOptions = {}): Chart {
  checkChartOptions(options, OPTIONS, 'intervalChart');
  const { upTo = 1, expected } = options;
  requireShare(upTo, 'upTo', (share) => share > 0);
  if (expected !== undefined) requireShare(expected, 'expected', (share) => share >= 0);
  requireRecords(intervals, 'intervals', 'name, estimate, lower and upper');
  requireSome(intervals, 'intervals');
  for (const [index, { name, estimate, lower, upper }] of intervals.entries()) {
    requireText(name, `intervals[${index}].name`);
    requireFinite([estimate, lower, upper], () => name);
  }
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

function requireShare(value: unknown, name: string, inRange: (share: number) => boolean): void {
  if (typeof value === 'number' && value <= 1 && inRange(value)) return;
  throw invalidArgument(name, 'a share between 0 and 1', value, 'A tenth is 0.1.');
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
