import type { Chart } from '../chart.ts';
import { theme } from '../colors/theme.ts';
import { requireArray, requireObject } from '../data/arguments.ts';
import { requireDrawable, requireLength, requireSome } from '../data/checks.ts';
import { most } from '../data/extent.ts';
import { formatNumber } from '../data/format.ts';
import { assembleChart, chartOptionNames, checkChartOptions, type ChartOptions } from './chart-options.ts';
import { inksOf, round, SMALL_GRID, SMALL_SIZE, valueAxis } from './residual-parts.ts';

/** What should be and what is, both ascending. */
export interface QuantileData {
  readonly theoretical: readonly number[];
  readonly sample: readonly number[];
}

/**
 * A quantile plot: each residual over where it should lie; on the line all is well.
 *
 * @throws ReportInputError for empty, ragged or non-finite data, and options of the wrong kind
 *
 * @example
 * ```ts
 * import { quantileChart } from '@regimekit/report';
 *
 * quantileChart({ theoretical: [-1, 0, 1], sample: [-3, 0, 1] }).description;
 * // 'From -3 where -1 was expected to 1 where 1 was expected.'
 * ```
 */
export function quantileChart(data: QuantileData, options: ChartOptions = {}): Chart {
  checkChartOptions(options, chartOptionNames, 'quantileChart');
  requireObject(data, 'data', 'an object with theoretical and sample');
  const { theoretical, sample } = data;
  for (const [name, values] of Object.entries({ theoretical, sample })) requireArray(values, name, 'numbers');
  requireSome(sample, 'sample');
  requireLength(theoretical, sample.length, 'theoretical');
  for (const [name, values] of Object.entries({ theoretical, sample })) {
    requireDrawable(values, (index) => `${name} ${index}`);
  }
  const { inks, mark } = inksOf(options);
  const across = 1.05 * Math.max(most(theoretical.map(Math.abs)), 1);
  const reach = Math.max(across, 1.05 * most(sample.map(Math.abs)));
  const line = inks.use(theme.muted);
  return assembleChart(options, {
    title: 'Quantiles',
    subtitle: 'Residuals, over where normal ones would lie; on the line all is well',
    description: `From ${formatNumber(sample[0]!)} where ${formatNumber(theoretical[0]!)} was expected to ${formatNumber(sample.at(-1)!)} where ${formatNumber(theoretical.at(-1)!)} was expected.`,
    ...SMALL_SIZE,
    legend: [],
    option: {
      animation: false,
      grid: SMALL_GRID,
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
