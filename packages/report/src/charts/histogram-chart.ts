import type { Chart } from '../chart.ts';
import { requireArray, requireObject, requireTexts } from '../data/arguments.ts';
import { requireDrawable, requireLength, requireSome } from '../data/checks.ts';
import { most } from '../data/extent.ts';
import { formatNumber } from '../data/format.ts';
import { assembleChart, chartOptionNames, checkChartOptions, type ChartOptions } from './chart-options.ts';
import { inksOf, NAMES, round, SMALL_GRID, SMALL_SIZE, valueAxis } from './residual-parts.ts';

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

/**
 * A histogram of residuals with the normal curve.
 *
 * @throws ReportInputError for empty, ragged or non-finite data, and options of the wrong kind
 *
 * @example
 * ```ts
 * import { histogramChart } from '@regimekit/report';
 *
 * const data = { edges: [-2, 0, 2], densities: [0.2, 0.3], normal: [0.24, 0.24] };
 * histogramChart(data).description; // '2 bars from -2 to 2; the highest is 0.3, where the curve is 0.24.'
 * ```
 */
export function histogramChart(data: HistogramData, options: ChartOptions = {}): Chart {
  checkChartOptions(options, chartOptionNames, 'histogramChart');
  requireObject(data, 'data', 'an object with edges, densities and normal');
  const { edges, densities, normal, names = NAMES } = data;
  for (const [name, values] of Object.entries({ edges, densities, normal })) requireArray(values, name, 'numbers');
  requireTexts(names, 'names');
  requireLength(names, 2, 'names');
  requireSome(densities, 'densities');
  requireLength(edges, densities.length + 1, 'edges');
  requireLength(normal, densities.length, 'normal');
  for (const [name, values] of Object.entries({ edges, densities, normal })) {
    requireDrawable(values, (index) => `${name} ${index}`);
  }
  const { inks, area, mark } = inksOf(options);
  const steps = edges.map((edge, i) => [round(edge), round(densities[i] ?? densities.at(-1)!)]);
  const curve = normal.map((value, i) => [round((edges[i]! + edges[i + 1]!) / 2), round(value)]);
  const top = densities.indexOf(most(densities));
  return assembleChart(options, {
    title: 'Histogram',
    subtitle: 'Share of the residuals over the width of each bar, and the normal density',
    description: `${densities.length} bars from ${formatNumber(edges[0]!)} to ${formatNumber(edges.at(-1)!)}; the highest is ${formatNumber(densities[top]!)}, where the curve is ${formatNumber(normal[top]!)}.`,
    ...SMALL_SIZE,
    legend: [
      { name: names[0], color: area, symbol: 'area' },
      { name: names[1], color: mark, symbol: 'line' },
    ],
    option: {
      animation: false,
      grid: SMALL_GRID,
      xAxis: valueAxis(inks, edges[0]!, edges.at(-1)!),
      yAxis: valueAxis(inks, 0, 1.05 * Math.max(most(densities), most(normal))),
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
