import type { Chart } from '../chart.ts';
import { margins, NARROW, narrowTimeAxis, timeAxis } from '../axes/time-axis.ts';
import { valueAxisStyle } from '../axes/value-axis.ts';
import { Inks } from '../colors/inks.ts';
import { resolvePalette } from '../colors/palette.ts';
import { requireList, requireObject, requireRecords, requireWholeIfAny, type OptionNames } from '../data/arguments.ts';
import { requireFinite, requireLength, requireNames } from '../data/checks.ts';
import { datesToMillis, rangeOfDays } from '../data/dates.ts';
import { downsample } from '../data/downsample.ts';
import { ReportInputError } from '../errors.ts';
import {
  assembleChart,
  chartOptionNames,
  checkChartOptions,
  POINTS_RANGE,
  type ChartOptions,
} from './chart-options.ts';

export interface ProbabilityData {
  /** Calendar days, increasing. */
  readonly dates: readonly string[];
  /** One probability per day for each name. On every day they sum to one. */
  readonly series: readonly { readonly name: string; readonly values: ArrayLike<number> }[];
}

export interface ProbabilityOptions extends ChartOptions {
  /** Rows kept of a longer series; one choice for all areas, so each kept day still sums to one. @default 1000 */
  readonly maxPoints?: number;
}

const optionNames: OptionNames<ProbabilityOptions> = { ...chartOptionNames, maxPoints: true };

const SIZE = { width: 872, height: 220 };

/** Rounding in the sum of a row of probabilities, far above what floating point needs and below what an eye sees. */
const SUM_TOLERANCE = 1e-6;

/**
 * Probabilities over time as stacked areas. The first name lies on top and the last stands on the zero line, as they are
 * read in the legend: with risk_on, neutral, risk_off the stress rises from the ground.
 *
 * @throws ReportInputError for ragged, empty or non-finite data, rows that do not sum to one, and options of the wrong kind
 *
 * @example
 * ```ts
 * import { probabilityChart } from '@regimekit/report';
 *
 * probabilityChart({
 *   dates: ['2024-01-02', '2024-01-03'],
 *   series: [{ name: 'risk_on', values: [0.9, 0.4] }, { name: 'risk_off', values: [0.1, 0.6] }],
 * }).legend.map((item) => item.name); // ['risk_on', 'risk_off']
 * ```
 */
export function probabilityChart(data: ProbabilityData, options: ProbabilityOptions = {}): Chart {
  checkChartOptions(options, optionNames, 'probabilityChart');
  requireWholeIfAny(options.maxPoints, POINTS_RANGE, 'maxPoints');
  requireObject(data, 'data', 'an object with dates and series');
  const { dates, series } = data;
  const days = datesToMillis(dates);
  requireRecords(series, 'series', 'name and values');
  const names = series.map(({ name }) => name);
  requireNames(names, 'series');
  for (const { name, values } of series) {
    requireList(values, `series ${name}`);
    requireLength(values, days.length, `series ${name}`);
    requireFinite(values, (index) => `series ${name}, ${dates[index]}`);
  }
  requireProbabilities(data);

  const inks = new Inks();
  const colors = resolvePalette(names, options.palette);
  const columns = series.map(({ values }) => values);
  const rows = downsample(days, columns, options.maxPoints ?? 1000);
  const { from, to } = rangeOfDays(days);
  const areas = series.toReversed().map(({ name, values }) => ({
    type: 'line' as const,
    name,
    stack: 'probability',
    data: [...rows.map((row) => [days[row]!, percent(values[row]!)]), [to, percent(values[days.length - 1]!)]],
    showSymbol: false,
    silent: true,
    lineStyle: { width: 0 },
    color: inks.use(colors.get(name)!.area),
    areaStyle: { opacity: 1, color: inks.use(colors.get(name)!.area) },
  }));
  const style = valueAxisStyle(inks);
  return assembleChart(options, {
    title: 'Regime probabilities',
    description: describe(data),
    ...SIZE,
    legend: names.map((name) => ({ name, color: inks.use(colors.get(name)!.area), symbol: 'area' as const })),
    option: {
      animation: false,
      useUTC: true,
      grid: { ...margins, top: 8, bottom: 30 },
      xAxis: timeAxis(inks, from, to, options.width ?? SIZE.width),
      yAxis: {
        type: 'value',
        ...style,
        min: 0,
        max: 100,
        interval: 25,
        axisLabel: { ...style.axisLabel, formatter: '{value} %' },
      },
      series: areas,
      media: [{ query: { maxWidth: NARROW }, option: { xAxis: narrowTimeAxis(inks, from, to) } }],
    },
    inks,
  });
}

/** Two decimals of a percent: finer than a pixel, and short in the file. */
const percent = (probability: number): number => Math.round(probability * 1e4) / 100;

function requireProbabilities({ dates, series }: ProbabilityData): void {
  for (const [index, date] of dates.entries()) {
    const row = series.map(({ values }) => values[index]!);
    const sum = row.reduce((total, value) => total + value, 0);
    if (Math.abs(sum - 1) <= SUM_TOLERANCE && row.every((value) => value >= -SUM_TOLERANCE)) continue;
    throw new ReportInputError(
      'REPORT_VALUE_OUT_OF_RANGE',
      `Row ${index} (${date}): expected probabilities from 0 to 1 that sum to 1, received ${row.join(', ')}.`,
      'Give the probabilities of all regimes as fractions, not percent.',
      { index, date, row, sum },
    );
  }
}

function describe({ dates, series }: ProbabilityData): string {
  const parts = series.map(({ name, values }) => {
    const mean = Array.from(values).reduce((sum, value) => sum + value, 0) / dates.length;
    const last = values[dates.length - 1]!;
    return `${name} ${Math.round(100 * mean)} % on average, ${Math.round(100 * last)} % on the last day`;
  });
  return `Probability of each regime from ${dates[0]} to ${dates.at(-1)}: ${parts.join('; ')}.`;
}
