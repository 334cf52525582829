import type { LineSeriesOption } from 'echarts/charts';
import type { Chart } from '../chart.ts';
import { margins, NARROW, narrowTimeAxis, timeAxis } from '../axes/time-axis.ts';
import { labelRoom, priceAxis, priceScale, type AxisScale } from '../axes/value-axis.ts';
import { Inks } from '../colors/inks.ts';
import { resolvePalette } from '../colors/palette.ts';
import { theme } from '../colors/theme.ts';
import {
  requireChoiceIfAny,
  requireList,
  requireObject,
  requireRecords,
  requireWholeIfAny,
  type OptionNames,
} from '../data/arguments.ts';
import { requireDrawable, requireLength, requireNames } from '../data/checks.ts';
import { datesToMillis, dayToMillis, rangeOfDays } from '../data/dates.ts';
import { least, most } from '../data/extent.ts';
import { downsample } from '../data/downsample.ts';
import { ReportInputError } from '../errors.ts';
import {
  assembleChart,
  chartOptionNames,
  checkChartOptions,
  POINTS_RANGE,
  type ChartOptions,
} from './chart-options.ts';

export interface CurvesData {
  /** Calendar days, increasing. */
  readonly dates: readonly string[];
  /** One value per day for each name. The first is drawn in ink, above the others. */
  readonly series: readonly { readonly name: string; readonly values: ArrayLike<number> }[];
}

export interface CurvesOptions extends ChartOptions {
  /** @default 'linear' */
  readonly scale?: AxisScale;
  /** `percent`: values are percent already, and the axis says so. @default 'number' */
  readonly format?: 'number' | 'percent';
  /** Each line is thinned to this many points. @default 800 */
  readonly maxPoints?: number;
  /** Days between the first and the last that a thin vertical line marks. */
  readonly marks?: readonly string[];
}

const optionNames: OptionNames<CurvesOptions> = {
  ...chartOptionNames,
  scale: true,
  format: true,
  maxPoints: true,
  marks: true,
};

const SIZE = { width: 872, height: 300 };

/**
 * Several curves on one pair of axes, for example the wealth of several strategies.
 *
 * @throws ReportInputError for ragged, empty or non-finite data, names that occur twice, options of the wrong kind, marks outside
 * the days, and values of zero or less on a logarithmic axis
 *
 * @example
 * ```ts
 * import { curvesChart } from '@regimekit/report';
 *
 * curvesChart({
 *   dates: ['2024-01-02', '2024-01-03'],
 *   series: [{ name: 'strategy', values: [1, 1.01] }, { name: 'buy and hold', values: [1, 0.99] }],
 * }).legend.map((item) => item.name); // ['strategy', 'buy and hold']
 * ```
 */
export function curvesChart(data: CurvesData, options: CurvesOptions = {}): Chart {
  checkChartOptions(options, optionNames, 'curvesChart');
  requireObject(data, 'data', 'an object with dates and series');
  const { dates, series } = data;
  const { scale = 'linear', format = 'number', maxPoints = 800, width = SIZE.width } = options;
  requireChoiceIfAny(scale, ['linear', 'log'], 'scale');
  requireChoiceIfAny(format, ['number', 'percent'], 'format');
  requireWholeIfAny(maxPoints, POINTS_RANGE, 'maxPoints');
  const days = datesToMillis(dates);
  requireRecords(series, 'series', 'name and values');
  const names = series.map(({ name }) => name);
  requireNames(names, 'series');
  for (const { name, values } of series) checkValues(name, values, dates, scale);

  const inks = new Inks();
  const colors = resolvePalette(names.slice(1), options.palette);
  const colorOf = (name: string): string => inks.use(name === names[0] ? theme.ink : colors.get(name)!.mark);
  const all = series.map(({ values }) => Array.from(values));
  const bounds = all.map((values) => [least(values), most(values)] as const);
  const range = priceScale(scale, least(bounds.map(([low]) => low)), most(bounds.map(([, high]) => high)));
  const axis = priceAxis(inks, scale, range);
  const { from, to } = rangeOfDays(days);
  const marked = placeMarks(options.marks ?? [], dates);
  const labels = format === 'percent' ? { ...axis.axisLabel, formatter: '{value} %' } : axis.axisLabel;
  const lines = series.map(({ name }, index) => {
    const heights = scale === 'log' ? all[index]!.map(Math.log) : all[index]!;
    const rows = downsample(days, [heights], maxPoints);
    return {
      type: 'line' as const,
      name,
      data: rows.map((row) => [days[row]!, round(all[index]![row]!)]),
      showSymbol: days.length === 1,
      silent: true,
      color: colorOf(name),
      lineStyle: { color: colorOf(name), width: index === 0 ? 1.75 : 1, opacity: index === 0 ? 1 : 0.85 },
      z: index === 0 ? 6 : 5,
    };
  });
  return assembleChart(options, {
    title: 'Curves',
    description: describe(data, format),
    ...SIZE,
    legend: names.map((name) => ({ name, color: colorOf(name), symbol: 'line' as const })),
    option: {
      animation: false,
      useUTC: true,
      grid: { ...margins, left: labelRoom(range.ticks, margins.left), top: 8, bottom: 30 },
      xAxis: timeAxis(inks, from, to, width),
      yAxis: { ...axis, axisLabel: labels },
      series: marked.length === 0 ? lines : [...lines, markLines(inks, marked)],
      media: [{ query: { maxWidth: NARROW }, option: { xAxis: narrowTimeAxis(inks, from, to) } }],
    },
    inks,
  });
}

/** One empty line that carries the marks. */
function markLines(inks: Inks, marked: readonly number[]): LineSeriesOption {
  return {
    type: 'line',
    data: [],
    silent: true,
    markLine: {
      silent: true,
      symbol: 'none',
      label: { show: false },
      lineStyle: { color: inks.use(theme.axis), type: [2, 4], width: 1 },
      data: marked.map((xAxis) => ({ xAxis })),
    },
    z: 2,
  };
}

function placeMarks(marks: readonly string[], dates: readonly string[]): readonly number[] {
  requireList(marks, 'marks');
  const days = Array.from(marks, (mark) => dayToMillis(mark, 'marks'));
  const outside = marks.find((mark) => mark < dates[0]! || mark > dates.at(-1)!);
  if (outside === undefined) return days;
  throw new ReportInputError(
    'REPORT_VALUE_OUT_OF_RANGE',
    `marks: expected days from ${dates[0]} to ${dates.at(-1)}, received ${outside}.`,
    'Leave out what the chart does not reach.',
    { received: outside },
  );
}

function checkValues(name: string, values: ArrayLike<number>, dates: readonly string[], scale: AxisScale): void {
  requireList(values, `series ${name}`);
  requireLength(values, dates.length, `series ${name}`);
  requireDrawable(values, (index) => `series ${name}, ${dates[index]}`, scale);
}

const round = (value: number): number => Number(value.toPrecision(6));

function describe({ dates, series }: CurvesData, format: 'number' | 'percent'): string {
  const unit = format === 'percent' ? ' %' : '';
  const parts = series.map(({ name, values }) => {
    return `${name} from ${Number(values[0]!.toPrecision(3))}${unit} to ${Number(values[dates.length - 1]!.toPrecision(3))}${unit}`;
  });
  return `${dates[0]} to ${dates.at(-1)}: ${parts.join('; ')}.`;
}
