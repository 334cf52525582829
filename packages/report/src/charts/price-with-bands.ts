import type { LineSeriesOption } from 'echarts/charts';
import type { Chart, LegendItem } from '../chart.ts';
import { margins, NARROW, narrowTimeAxis, timeAxis } from '../axes/time-axis.ts';
import { labelRoom, priceAxis, priceScale, type AxisScale } from '../axes/value-axis.ts';
import { Inks } from '../colors/inks.ts';
import { knownRegimes, resolvePalette, type RegimeColors } from '../colors/palette.ts';
import { theme } from '../colors/theme.ts';
import {
  requireChoiceIfAny,
  requireList,
  requireObject,
  requireTexts,
  requireTextsIfAny,
  requireWholeIfAny,
  type OptionNames,
} from '../data/arguments.ts';
import { placeBands, requireBands, requireKnownNames, type Band, type PlacedBand } from '../data/bands.ts';
import { requireDrawable, requireLength } from '../data/checks.ts';
import { least, most } from '../data/extent.ts';
import { datesToMillis, rangeOfDays } from '../data/dates.ts';
import { downsample } from '../data/downsample.ts';
import type { DrawnOption } from '../svg/echarts.ts';
import {
  assembleChart,
  chartOptionNames,
  checkChartOptions,
  POINTS_RANGE,
  type ChartOptions,
} from './chart-options.ts';

export interface PriceWithBandsData {
  /** Calendar days, increasing. */
  readonly dates: readonly string[];
  /** One price per day. */
  readonly values: ArrayLike<number>;
  /** Spells in order, not overlapping; `bandsFromLabels` makes them from one name per day. */
  readonly bands: readonly Band[];
}

export interface PriceWithBandsOptions extends ChartOptions {
  /** What the line is, for the legend. @default 'price' */
  readonly valueName?: string;
  /** @default 'log' */
  readonly scale?: AxisScale;
  /** Order of the legend, and the only names allowed. Default: the names that occur, from calm to stressed. */
  readonly regimes?: readonly string[];
  /** The line is thinned to this many points (largest triangles, so peaks stay). @default 1200 */
  readonly maxPoints?: number;
}

const optionNames: OptionNames<PriceWithBandsOptions> = {
  ...chartOptionNames,
  valueName: true,
  scale: true,
  regimes: true,
  maxPoints: true,
};

const SIZE = { width: 872, height: 340 };
const RIBBON = { height: 10, gap: 6 };
const FOOT = 30;

/**
 * A price over the regimes that ruled: a line on shaded bands, with the same bands once more as a ribbon at the foot, where
 * they are told apart in grey print too.
 *
 * @throws ReportInputError for ragged, empty or non-finite data, unknown names, bands out of order, options of the wrong
 * kind, and prices of zero or less on a logarithmic axis
 *
 * @example
 * ```ts
 * import { priceWithBands, renderSvg } from '@regimekit/report';
 *
 * const chart = priceWithBands({
 *   dates: ['2024-01-02', '2024-01-03', '2024-01-04'],
 *   values: [100, 101, 97],
 *   bands: [{ from: '2024-01-02', to: '2024-01-03', name: 'risk_on' }, { from: '2024-01-04', to: '2024-01-04', name: 'risk_off' }],
 * }, { title: 'S&P 500' });
 * renderSvg(chart).startsWith('<svg'); // true
 * ```
 */
export function priceWithBands(data: PriceWithBandsData, options: PriceWithBandsOptions = {}): Chart {
  checkOptions(options);
  requireObject(data, 'data', 'an object with dates, values and bands');
  const { dates, values, bands } = data;
  const { scale = 'log', valueName = 'price', maxPoints = 1200 } = options;
  const days = datesToMillis(dates);
  requireList(values, 'values');
  requireLength(values, days.length, 'values');
  requireDrawable(values, (index) => `values[${index}] (${dates[index]})`, scale);
  requireBands(bands);
  const names = options.regimes ?? inOrder(bands);
  requireKnownNames(bands, names);
  const placed = placeBands(bands, days);

  const inks = new Inks();
  const colors = resolvePalette(names, options.palette);
  const rows = rowsToDraw(days, Array.from(values, scale === 'log' ? Math.log : Number), maxPoints);
  const line = rows.map((row): [number, number] => [days[row]!, values[row]!]);
  const regimes = names.flatMap((name) => bandSeries(inks, name, placed, colors.get(name)!));
  const { width = SIZE.width } = options;
  return assembleChart(options, {
    title: `${valueName} and regimes`,
    description: describe(data, valueName, names),
    ...SIZE,
    legend: legendOf(inks, names, colors, valueName),
    option: drawOption({ inks, days, line, scale, valueName, width }, regimes),
    inks,
  });
}

function checkOptions(options: PriceWithBandsOptions): void {
  checkChartOptions(options, optionNames, 'priceWithBands');
  requireTextsIfAny(options, ['valueName']);
  requireChoiceIfAny(options.scale, ['log', 'linear'], 'scale');
  requireWholeIfAny(options.maxPoints, POINTS_RANGE, 'maxPoints');
  if (options.regimes !== undefined) requireTexts(options.regimes, 'regimes');
}

/** The thinned line, and always its lowest and highest day: those are what a reader looks up. */
function rowsToDraw(days: readonly number[], heights: readonly number[], maxPoints: number): number[] {
  const rows = new Set(downsample(days, [heights], maxPoints - 2));
  let [lowest, highest] = [0, 0];
  for (const [row, height] of heights.entries()) {
    if (height < heights[lowest]!) lowest = row;
    if (height > heights[highest]!) highest = row;
  }
  return [...rows.add(lowest).add(highest)].toSorted((a, b) => a - b);
}

interface Plot {
  readonly inks: Inks;
  readonly days: readonly number[];
  readonly line: readonly [number, number][];
  readonly scale: AxisScale;
  readonly valueName: string;
  readonly width: number;
}

/** Two panes on one time axis: price above, ribbon below. */
function drawOption(plot: Plot, regimes: LineSeriesOption[]): DrawnOption {
  const { inks, days, line, scale, valueName, width } = plot;
  const prices = line.map(([, price]) => price);
  const { from, to } = rangeOfDays(days);
  const range = priceScale(scale, least(prices), most(prices));
  const sides = { ...margins, left: labelRoom(range.ticks, margins.left) };
  const time = timeAxis(inks, from, to, width);
  const hidden = { axisLine: { show: false }, axisTick: { show: false }, axisLabel: { show: false } };
  const price: LineSeriesOption = {
    type: 'line',
    name: valueName,
    data: [...line],
    showSymbol: line.length === 1,
    silent: true,
    color: inks.use(theme.ink),
    lineStyle: { color: inks.use(theme.ink), width: 1.25 },
    z: 5,
  };
  return {
    animation: false,
    useUTC: true,
    grid: [
      { ...sides, top: 8, bottom: FOOT + RIBBON.height + RIBBON.gap },
      { ...sides, bottom: FOOT, height: RIBBON.height },
    ],
    xAxis: [
      { ...time, gridIndex: 0, ...hidden },
      { ...time, gridIndex: 1 },
    ],
    yAxis: [
      { ...priceAxis(inks, scale, range), gridIndex: 0 },
      { type: 'value', gridIndex: 1, min: 0, max: 1, show: false },
    ],
    series: [...regimes, price],
    media: [{ query: { maxWidth: NARROW }, option: { xAxis: [{}, narrowTimeAxis(inks, from, to)] } }],
  };
}

/** One empty line per regime and pane that carries its bands, so that a live legend can switch a regime off. */
function bandSeries(inks: Inks, name: string, placed: readonly PlacedBand[], colors: RegimeColors): LineSeriesOption[] {
  const data = placed
    .filter((band) => band.name === name)
    .map(({ start, end }): [{ xAxis: number }, { xAxis: number }] => [{ xAxis: start }, { xAxis: end }]);
  const pane = (axis: number, color: string): LineSeriesOption => ({
    type: 'line',
    name,
    data: [],
    xAxisIndex: axis,
    yAxisIndex: axis,
    silent: true,
    color,
    markArea: { silent: true, itemStyle: { color }, data },
  });
  return [pane(0, inks.use(colors.band)), pane(1, inks.use(colors.area))];
}

function legendOf(
  inks: Inks,
  names: readonly string[],
  colors: ReadonlyMap<string, RegimeColors>,
  valueName: string,
): LegendItem[] {
  const regimes = names.map((name): LegendItem => {
    return { name, color: inks.use(colors.get(name)!.area), symbol: 'area' };
  });
  return [{ name: valueName, color: inks.use(theme.ink), symbol: 'line' }, ...regimes];
}

/** Known regimes from calm to stressed, then the others as they come by. */
function inOrder(bands: readonly Band[]): string[] {
  const found = [...new Set(bands.map((band) => band.name))];
  return [
    ...knownRegimes.filter((name) => found.includes(name)),
    ...found.filter((name) => !knownRegimes.includes(name)),
  ];
}

function describe({ dates, values, bands }: PriceWithBandsData, valueName: string, names: readonly string[]): string {
  const [from, to] = [dates[0]!, dates.at(-1)!];
  const [first, last] = [values[0]!, values[values.length - 1]!];
  const days = daysPerName(dates, bands);
  const spells = names.map((name) => {
    const count = bands.filter((band) => band.name === name).length;
    const share = Math.round((100 * (days.get(name) ?? 0)) / dates.length);
    return `${name} ${share} % of the days in ${count} ${count === 1 ? 'spell' : 'spells'}`;
  });
  const shading = spells.length > 0 ? ` Shaded by regime: ${spells.join('; ')}.` : '';
  return `${valueName} from ${from} (${round(first)}) to ${to} (${round(last)}).${shading}`;
}

/** One walk through days and bands together; both are in order. */
function daysPerName(dates: readonly string[], bands: readonly Band[]): Map<string, number> {
  const days = new Map<string, number>();
  let next = 0;
  for (const day of dates) {
    while (next < bands.length && bands[next]!.to < day) next++;
    const band = bands[next];
    if (band !== undefined && band.from <= day) days.set(band.name, (days.get(band.name) ?? 0) + 1);
  }
  return days;
}

const round = (value: number): string => String(Number(value.toPrecision(4)));
