import type { Chart } from '../chart.ts';
import { Inks } from '../colors/inks.ts';
import { ramp, rampStep, wordsOn } from '../colors/ramp.ts';
import { theme } from '../colors/theme.ts';
import {
  invalidArgument,
  requireChoiceIfAny,
  requireObject,
  requireTextsIfAny,
  requireWholeIfAny,
  type OptionNames,
} from '../data/arguments.ts';
import { requireDrawable, requireLength, requireNames, toRows, type MatrixLike } from '../data/checks.ts';
import { formatNumber, formatPercent, MOST_DIGITS } from '../data/format.ts';
import { assembleChart, chartOptionNames, checkChartOptions, type ChartOptions } from './chart-options.ts';

export interface MatrixData {
  /** Names of the rows, top to bottom. */
  readonly rows: readonly string[];
  /** Names of the columns, left to right. Default: those of the rows. */
  readonly columns?: readonly string[];
  /** rows x columns. */
  readonly values: MatrixLike;
}

export interface MatrixOptions extends ChartOptions {
  /** What the rows are, written above their names, such as `from`. */
  readonly rowTitle?: string;
  /** What the columns are, such as `to`. */
  readonly columnTitle?: string;
  /** How the numbers are written. @default 'percent' */
  readonly format?: 'percent' | 'number';
  /** Decimals when the format is `number`. Default: three significant figures of the largest. */
  readonly digits?: number;
  /** Values of the palest and of the fullest colour. Default: 0 to 1 for percent, else the range of the values. */
  readonly domain?: readonly [number, number];
}

const optionNames: OptionNames<MatrixOptions> = {
  ...chartOptionNames,
  rowTitle: true,
  columnTitle: true,
  format: true,
  digits: true,
  domain: true,
};

/**
 * A matrix as a heat map with its numbers in the cells, for example transition probabilities from row to column.
 *
 * @throws ReportInputError for ragged, empty or non-finite data, names that occur twice, and options of the wrong kind
 *
 * @example
 * ```ts
 * import { matrixChart } from '@regimekit/report';
 *
 * matrixChart({ rows: ['calm', 'wild'], values: [[0.98, 0.02], [0.1, 0.9]] }, { rowTitle: 'from', columnTitle: 'to' }).description;
 * // 'calm: calm 98.0 %, wild 2.0 %. wild: calm 10.0 %, wild 90.0 %.'
 * ```
 */
export function matrixChart(data: MatrixData, options: MatrixOptions = {}): Chart {
  checkOptions(options);
  requireObject(data, 'data', 'an object with rows and values');
  const { rows, columns = rows } = data;
  const { format = 'percent', rowTitle = '', columnTitle = '' } = options;
  const values = checkedValues(data);
  const all = values.flat();
  const digits = options.digits ?? significantDigits(all);
  const text = format === 'percent' ? formatPercent : (value: number) => formatNumber(value, digits);
  const [min, max] = options.domain ?? (format === 'percent' ? [0, 1] : [Math.min(...all), Math.max(...all)]);

  const inks = new Inks();
  const cells = values.flatMap((row, y) =>
    row.map((value, x) => {
      const step = rampStep(value, min, max);
      const label = { formatter: text(value), color: inks.use(wordsOn(ramp[step]!)) };
      return { value: [x, y, step], label };
    }),
  );
  const longest = Math.max(...rows.map((name) => name.length), rowTitle.length);
  const left = Math.min(180, Math.max(52, 16 + longest * 7));
  const muted = { color: inks.use(theme.muted) };
  const category = (names: readonly string[], title: string) => ({
    type: 'category' as const,
    data: [...names],
    name: title,
    nameTextStyle: muted,
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { show: false },
    axisLabel: { color: inks.use(theme.ink), interval: 0 },
  });
  return assembleChart(options, {
    title: 'Matrix',
    description: values
      .map((row, y) => `${rows[y]}: ${row.map((v, x) => `${columns[x]} ${text(v)}`).join(', ')}.`)
      .join(' '),
    width: Math.min(872, left + 8 + columns.length * 110),
    height: 56 + 8 + rows.length * 72,
    legend: [],
    option: {
      animation: false,
      grid: { left, right: 8, top: columnTitle === '' ? 32 : 56, bottom: 8 },
      xAxis: { ...category(columns, columnTitle), position: 'top', nameLocation: 'middle', nameGap: 30 },
      yAxis: {
        ...category(rows, rowTitle),
        inverse: true,
        nameLocation: 'start',
        nameGap: 12,
        nameTextStyle: { ...muted, align: 'right', padding: [0, 8, 0, 0] },
      },
      visualMap: {
        type: 'piecewise',
        show: false,
        dimension: 2,
        pieces: ramp.map((c, i) => ({ value: i, color: inks.use(c) })),
      },
      series: [
        {
          type: 'heatmap',
          data: cells,
          silent: true,
          label: { show: true, fontSize: columns.length > 4 ? 12 : 14 },
          itemStyle: { borderColor: inks.use(theme.surface), borderWidth: 3, borderRadius: 6 },
        },
      ],
    },
    inks,
  });
}

function checkOptions(options: MatrixOptions): void {
  checkChartOptions(options, optionNames, 'matrixChart');
  requireTextsIfAny(options, ['rowTitle', 'columnTitle']);
  requireChoiceIfAny(options.format, ['percent', 'number'], 'format');
  requireWholeIfAny(options.digits, { min: 0, max: MOST_DIGITS }, 'digits');
  const { domain } = options;
  if (domain === undefined || (Array.isArray(domain) && domain.length === 2 && domain.every(Number.isFinite))) return;
  throw invalidArgument('domain', 'two finite numbers', domain, 'Leave it out for the range that suits the values.');
}

function significantDigits(values: readonly number[]): number {
  const largest = Math.max(...values.map(Math.abs));
  return largest > 0 ? Math.min(12, Math.max(0, 2 - Math.floor(Math.log10(largest)))) : 0;
}

function checkedValues({ rows, columns = rows, values }: MatrixData): number[][] {
  requireNames(rows, 'rows');
  requireNames(columns, 'columns');
  const nested = toRows(values, 'values');
  requireLength(nested, rows.length, 'values');
  return rows.map((name, y) => {
    requireLength(nested[y]!, columns.length, `Row ${name}`);
    requireDrawable(nested[y]!, (x) => `Row ${name}, column ${columns[x]}`);
    return Array.from(nested[y]!);
  });
}
