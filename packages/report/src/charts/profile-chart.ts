import type { Chart, LegendSymbol } from '../chart.ts';
import { linearTicks, valueAxisStyle } from '../axes/value-axis.ts';
import { NARROW } from '../axes/time-axis.ts';
import { Inks } from '../colors/inks.ts';
import { resolvePalette } from '../colors/palette.ts';
import { theme } from '../colors/theme.ts';
import { requireList, requireObject, requireRecords } from '../data/arguments.ts';
import { requireDrawable, requireLength, requireNames } from '../data/checks.ts';
import { formatNumber } from '../data/format.ts';
import { textWidth } from '../svg/text-width.ts';
import { assembleChart, chartOptionNames, checkChartOptions, type ChartOptions } from './chart-options.ts';

export interface ProfileData {
  /** Names of the features, top to bottom. */
  readonly features: readonly string[];
  /** For each regime, its mean of each feature in standard deviations from the mean of all days. */
  readonly profiles: readonly { readonly name: string; readonly values: ArrayLike<number> }[];
}

/** Shapes beside colours, so that nobody has to tell regimes apart by colour alone. */
const SYMBOLS = ['circle', 'diamond', 'triangle', 'rect'] as const satisfies readonly LegendSymbol[];
const ROW = 34;

/**
 * What makes each regime: one row per feature, one dot per regime, all in standard deviations so that features of
 * different units compare. The line in a row spans from the lowest regime to the highest: the longer, the more the
 * feature tells them apart.
 *
 * @throws ReportInputError for ragged, empty or non-finite data, names that occur twice, and options of the wrong kind
 *
 * @example
 * ```ts
 * import { profileChart } from '@regimekit/report';
 *
 * profileChart({
 *   features: ['vix_level', 'drawdown'],
 *   profiles: [{ name: 'risk_on', values: [-0.7, 0.5] }, { name: 'risk_off', values: [1.9, -1.4] }],
 * }).legend.map((item) => item.symbol); // ['circle', 'diamond']
 * ```
 */
export function profileChart(data: ProfileData, options: ChartOptions = {}): Chart {
  checkChartOptions(options, chartOptionNames, 'profileChart');
  requireObject(data, 'data', 'an object with features and profiles');
  const { features, profiles } = data;
  requireRecords(profiles, 'profiles', 'name and values');
  const names = profiles.map(({ name }) => name);
  requireNames(features, 'features');
  requireNames(names, 'profiles');
  for (const { name, values } of profiles) {
    requireList(values, `profile ${name}`);
    requireLength(values, features.length, `profile ${name}`);
    requireDrawable(values, (index) => `profile ${name}, ${features[index]}`);
  }

  const inks = new Inks();
  const colors = resolvePalette(names, options.palette);
  const dots = profiles.map(({ name, values }, index) => ({
    type: 'scatter' as const,
    name,
    data: features.map((feature, row) => [round(values[row]!), feature]),
    symbol: SYMBOLS[index % SYMBOLS.length]!,
    symbolSize: 12,
    silent: true,
    color: inks.use(colors.get(name)!.mark),
    itemStyle: { opacity: 1, borderColor: inks.use(theme.surface), borderWidth: 1.5 },
    z: 4,
  }));
  const longest = Math.max(...features.map((name) => textWidth(name, 12)));
  const left = (most: number): number => Math.round(Math.min(most, longest + 20));
  const style = valueAxisStyle(inks);
  const range = rangeOf(profiles.flatMap(({ values }) => Array.from(values)));
  const ticks = linearTicks(range.min, range.max);
  return assembleChart(options, {
    title: 'What makes each regime',
    subtitle: 'Mean of each feature, in standard deviations from its mean over all days',
    description: describe(data),
    width: 872,
    height: 48 + features.length * ROW,
    legend: dots.map(({ name, color, symbol }) => ({ name, color, symbol })),
    option: {
      animation: false,
      grid: { left: left(280), right: 16, top: 8, bottom: 40 },
      xAxis: {
        type: 'value',
        ...style,
        ...range,
        axisTick: { show: false, customValues: ticks },
        axisLabel: { ...style.axisLabel, customValues: ticks, hideOverlap: true, formatter: '{value} σ' },
      },
      yAxis: {
        type: 'category',
        data: [...features],
        inverse: true,
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { color: inks.use(theme.ink), interval: 0, width: left(280) - 16, overflow: 'truncate' },
      },
      series: [spans(inks, data), ...dots],
      media: [
        {
          query: { maxWidth: NARROW },
          option: { grid: { left: left(168) }, yAxis: { axisLabel: { width: left(168) - 16 } } },
        },
      ],
    },
    inks,
  });
}

/** One broken line through all rows: from the lowest regime to the highest in each. */
function spans(inks: Inks, { features, profiles }: ProfileData) {
  const data = features.flatMap((feature, row): (string | number)[][] => {
    const values = profiles.map((profile) => round(profile.values[row]!));
    return [
      [Math.min(...values), feature],
      [Math.max(...values), feature],
      ['-', feature],
    ];
  });
  return {
    type: 'line' as const,
    data,
    showSymbol: false,
    silent: true,
    lineStyle: { color: inks.use(theme.axis), width: 2 },
    markLine: {
      silent: true,
      symbol: 'none',
      label: { show: false },
      lineStyle: { color: inks.use(theme.axis), type: 'solid' as const, width: 1 },
      data: [{ xAxis: 0 }],
    },
    z: 3,
  };
}

/** The range of the values and zero, with room for a dot at each end. */
function rangeOf(values: readonly number[]): { min: number; max: number } {
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const room = 0.06 * (high - low) || 1;
  return { min: low - room, max: high + room };
}

const round = (value: number): number => Math.round(value * 1e3) / 1e3;

function describe({ features, profiles }: ProfileData): string {
  const rows = features.map((feature, row) => {
    return `${feature}: ${profiles.map(({ name, values }) => `${name} ${formatNumber(values[row]!, 2)}`).join(', ')}`;
  });
  return `Means in standard deviations from the mean of all days. ${rows.join('; ')}.`;
}
