import type { Chart } from '../chart.ts';
import { theme } from '../colors/theme.ts';
import { requireArray, requireObject } from '../data/arguments.ts';
import { requireDrawable, requireSome } from '../data/checks.ts';
import { most } from '../data/extent.ts';
import { formatNumber } from '../data/format.ts';
import { assembleChart, chartOptionNames, checkChartOptions, type ChartOptions } from './chart-options.ts';
import { inksOf, round, SMALL_GRID, SMALL_SIZE, valueAxis } from './residual-parts.ts';

/** Autocorrelations at lags 1, 2, ... */
export interface AutocorrelationData {
  readonly values: readonly number[];
  /** Plus and minus: where values lie that are none. */
  readonly band: number;
}

/**
 * Autocorrelations as sticks, with the band inside which they mean nothing.
 *
 * @throws ReportInputError for empty or non-finite data, and options of the wrong kind
 *
 * @example
 * ```ts
 * import { autocorrelationChart } from '@regimekit/report';
 *
 * autocorrelationChart({ values: [0.3, 0.01], band: 0.1 }).description; // '1 of 2 lags lies outside of ±0.1; the largest is 0.3 at lag 1.'
 * ```
 */
export function autocorrelationChart(data: AutocorrelationData, options: ChartOptions = {}): Chart {
  checkChartOptions(options, chartOptionNames, 'autocorrelationChart');
  requireObject(data, 'data', 'an object with values and band');
  const { values, band } = data;
  requireArray(values, 'values', 'numbers');
  requireSome(values, 'values');
  requireDrawable(values, (index) => `lag ${index + 1}`);
  requireDrawable([band], () => 'band');
  const { inks, mark } = inksOf(options);
  const lags = values.length;
  const outside = values.filter((value) => Math.abs(value) > band).length;
  const largest = values.reduce((a, value, i) => (Math.abs(value) > Math.abs(values[a]!) ? i : a), 0);
  const reach = Math.max(2 * band, 1.1 * most(values.map(Math.abs)));
  const border = inks.use(theme.muted);
  return assembleChart(options, {
    title: 'Autocorrelation',
    subtitle: 'At each lag; dashed: 95 of 100 lie within if there is none',
    description: `${outside} of ${lags} lags ${outside === 1 ? 'lies' : 'lie'} outside of ±${formatNumber(band)}; the largest is ${formatNumber(values[largest]!)} at lag ${largest + 1}.`,
    ...SMALL_SIZE,
    legend: [],
    option: {
      animation: false,
      grid: SMALL_GRID,
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
