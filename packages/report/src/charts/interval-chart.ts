import type { Chart } from '../chart.ts';
import { valueAxisStyle } from '../axes/value-axis.ts';
import { theme } from '../colors/theme.ts';
import { requireRecords, requireText } from '../data/arguments.ts';
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
export function intervalChart(intervals: readonly IntervalData[], options: ChartOptions = {}): Chart {
  checkChartOptions(options, chartOptionNames, 'intervalChart');
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
      xAxis: { type: 'value', ...style, min: 0, max: 100, axisLabel: { ...style.axisLabel, formatter: '{value} %' } },
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
        },
      ],
    },
    inks,
  });
}
